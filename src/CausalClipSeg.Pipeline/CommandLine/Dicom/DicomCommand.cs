using System.CommandLine;
using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.Segmentations;
using FellowOakDicom;
using FellowOakDicom.Serialization;

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
        var json = CommonOptions.Json();
        json.Description = "Print the data set as DICOM JSON (PS3.18 F), without its pixels.";
        var command = new Command("dump", "Every element of a file.") { file, json };
        command.SetAction(async (parsed, _) =>
        {
            var dicom = await DicomInput.OpenAsync(parsed.GetRequiredValue(file)).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Console.Out.WriteLine(DicomJson.ConvertDicomToJson(dicom.Dataset.Remove(DicomTag.PixelData)));
            else
                DicomDump.Write(dicom, Console.Out);
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
            var dicom = await DicomInput.OpenAsync(parsed.GetRequiredValue(file)).ConfigureAwait(false);
            var written = await OutputFile.WriteAsync(parsed.GetRequiredValue(output), async path =>
            {
                await using var raw = File.Create(path);
                return StoredPixels.Write(dicom.Dataset, raw);
            }).ConfigureAwait(false);
            if (!written.TryGet(out var stored, out var refusal))
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
            var segmentation = await DicomInput.OpenAsync(parsed.GetRequiredValue(file)).ConfigureAwait(false);
            var images = new List<DicomDataset>();
            foreach (var source in parsed.GetValue(sources) ?? [])
                images.Add((await DicomInput.OpenAsync(source).ConfigureAwait(false)).Dataset);
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

}
