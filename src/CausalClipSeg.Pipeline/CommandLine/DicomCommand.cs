using System.CommandLine;
using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.Segmentations;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>DICOM by hand: what a file holds, and the verbs that talk to peers.</summary>
internal static class DicomCommand
{
    public static Command Create()
    {
        var command = new Command("dicom", "Reads, checks and sends DICOM by hand.") { Dump(), Decode(), CheckSeg() };
        foreach (var verb in DicomNetworkCommands.Create())
            command.Add(verb);
        return command;
    }

    private static Command Dump()
    {
        var file = FileArgument();
        var command = new Command("dump", "Every element of a file.") { file };
        command.SetAction(async (parsed, _) =>
        {
            DicomDump.Write(await OpenAsync(parsed.GetRequiredValue(file)).ConfigureAwait(false), Console.Out);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Decode()
    {
        var file = FileArgument();
        var output = new Option<string>("--out") { Description = "File for the stored values: little endian, frames in order, colour by pixel, 1-bit as bytes.", Required = true };
        var json = CommonOptions.Json();
        var command = new Command("decode", "Writes the stored pixel values.") { file, output, json };
        command.SetAction(async (parsed, _) =>
        {
            CodecRegistration.Register();
            var dicom = await OpenAsync(parsed.GetRequiredValue(file)).ConfigureAwait(false);
            await using var raw = File.Create(parsed.GetRequiredValue(output));
            if (!StoredPixels.Write(dicom.Dataset, raw).TryGet(out var stored, out var refusal))
                throw new RefusedException(refusal.Reason);
            var layout = stored.Layout;
            Output.WriteJson(new
            {
                layout.Rows,
                layout.Columns,
                layout.Frames,
                layout.SamplesPerPixel,
                layout.BitsAllocated,
                layout.BitsStored,
                pixelRepresentation = layout.IsSigned ? 1 : 0,
                layout.PhotometricInterpretation,
                transferSyntax = stored.TransferSyntax.UID.UID,
                stored.Sha256,
            });
            return ExitCode.Done;
        });
        return command;
    }

    private static Command CheckSeg()
    {
        var file = FileArgument();
        var sources = new Option<FileInfo[]>("--source") { Description = "The images that it was drawn on.", AllowMultipleArgumentsPerToken = true };
        var json = CommonOptions.Json();
        var command = new Command("check-seg", "What validators are silent on: references, sizes, codes, colours.") { file, sources, json };
        command.SetAction(async (parsed, _) =>
        {
            var segmentation = await OpenAsync(parsed.GetRequiredValue(file)).ConfigureAwait(false);
            var images = new List<DicomDataset>();
            foreach (var source in parsed.GetValue(sources) ?? [])
                images.Add((await OpenAsync(source).ConfigureAwait(false)).Dataset);
            var problems = SegmentationChecker.Check(segmentation.Dataset, images);
            if (parsed.GetValue(json))
                Output.WriteJson(new { valid = problems.Count == 0, problems = problems.Select(p => p.ToString()) });
            else
                Output.Say(problems.Count == 0 ? "No problem found." : string.Join('\n', problems));
            return problems.Count == 0 ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static Argument<FileInfo> FileArgument() => new("file") { Description = "A DICOM file." };

    private static async Task<DicomFile> OpenAsync(FileInfo file)
    {
        try
        {
            return await DicomFile.OpenAsync(file.FullName, FileReadOption.ReadLargeOnDemand).ConfigureAwait(false);
        }
        catch (DicomFileException damaged)
        {
            throw new RefusedException($"{file.Name} cannot be read as DICOM: {damaged.Message}");
        }
    }
}
