using System.CommandLine;
using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Dicom.Segmentations;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>DICOM by hand: dump, decode, send, echo, check-seg.</summary>
internal static class DicomCommand
{
    public static Command Create() => new("dicom", "Reads, checks and sends DICOM by hand.") { Dump(), Decode(), CheckSeg(), Send(), Echo() };

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

    private static Command Send()
    {
        var files = new Argument<FileInfo[]>("files") { Arity = ArgumentArity.OneOrMore };
        var (host, port, called, calling) = Peer();
        var command = new Command("send", "Sends files by C-STORE and shows the peer's status for each.") { files, host, port, called, calling };
        command.SetAction(async (parsed, cancellation) =>
        {
            CodecRegistration.Register();
            var destination = Destination(parsed, host, port, called, calling);
            var refused = 0;
            foreach (var file in parsed.GetRequiredValue(files))
            {
                var result = await StoreScu.SendAsync(destination, await OpenAsync(file).ConfigureAwait(false), cancellation).ConfigureAwait(false);
                Output.Say($"{file.Name}: {result.Message}");
                refused += result.IsStored ? 0 : 1;
            }
            return refused == 0 ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static Command Echo()
    {
        var (host, port, called, calling) = Peer();
        var command = new Command("echo", "Verification (C-ECHO).") { host, port, called, calling };
        command.SetAction(async (parsed, cancellation) =>
        {
            var result = await StoreScu.EchoAsync(Destination(parsed, host, port, called, calling), cancellation).ConfigureAwait(false);
            Output.Say(result.Message);
            return result.IsStored ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static (Option<string> Host, Option<int> Port, Option<string> Called, Option<string> Calling) Peer() => (
        new Option<string>("--host") { DefaultValueFactory = _ => "127.0.0.1" },
        new Option<int>("--port") { Required = true },
        new Option<string>("--called") { Description = "AE title of the peer.", DefaultValueFactory = _ => "ANY-SCP" },
        new Option<string>("--calling") { Description = "Our AE title.", DefaultValueFactory = _ => "CAUSALCLIPSEG" });

    private static PacsDestination Destination(ParseResult parsed, Option<string> host, Option<int> port, Option<string> called, Option<string> calling) => new(
        parsed.GetRequiredValue(host), parsed.GetRequiredValue(port), parsed.GetRequiredValue(called), parsed.GetRequiredValue(calling));

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
