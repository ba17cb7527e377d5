using System.CommandLine;
using System.Text.Json;
using CausalClipSeg.Pipeline.Referring;
using CausalClipSeg.Reports;
using CausalClipSeg.Reports.Hl7;
using CausalClipSeg.Reports.Understanding;
using CausalClipSeg.Reports.Understanding.Lexicon;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary><c>report parse FILE</c> and <c>report extract [FILE|-] [--jsonl]</c>: what was understood, without sending anything.</summary>
internal static class ReportCommand
{
    public static Command Create() => new("report", "Shows what is understood of a report, and sends one.") { Parse(), Extract(), ReportSendCommand.Create() };

    private static Command Parse()
    {
        var file = new Argument<FileInfo>("file") { Description = "HL7 v2 message (ORU, ADT), FHIR DiagnosticReport (JSON), DICOM SR or report event (JSON); told apart by content." };
        var json = CommonOptions.Json();
        var command = new Command("parse", "Reads a message and shows identifiers, status and text.") { file, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var bytes = await File.ReadAllBytesAsync(parsed.GetRequiredValue(file).FullName, cancellation).ConfigureAwait(false);
            var result = ReportInput.Parse(bytes);
            if (result is { Message: { MessageType: "ADT" } adt, Problem.Kind: ReportProblemKind.UnsupportedMessageType })
                return ShowMerges(adt, parsed.GetValue(json));
            if (result.Problem is { } problem)
                throw new RefusedException(problem.Sentence);
            var report = result.Report!;
            if (parsed.GetValue(json))
                Output.WriteJson(Shape(result, report));
            else
                Console.Out.WriteLine($"study {report.StudyInstanceUid ?? "-"}\naccession {report.AccessionNumber ?? "-"}\npatient {report.PatientId ?? "-"}\nstatus {report.Status.ToCode()}\n\n{report.Text}");
            return ExitCode.Done;
        });
        return command;
    }

    private static int ShowMerges(Hl7Message message, bool json)
    {
        var read = AdtReader.Read(message, ReportReadingOptions.Default);
        if (read.Problem is { } problem)
            throw new RefusedException(problem.Sentence);
        if (json)
            Output.WriteJson(new { read.Merges, read.OccurredAt, MessageControlId = message.ControlId, Ack = Acknowledgement.Accept(message).Code });
        else
            foreach (var (prior, surviving, authority) in read.Merges)
                Console.Out.WriteLine($"patient {prior}{(authority is null ? "" : $" of {authority}")} is merged into {surviving}");
        return ExitCode.Done;
    }

    private static object Shape(ReportParseResult result, ParsedReport report) => new
    {
        report.Source,
        report.StudyInstanceUid,
        report.AccessionNumber,
        report.PatientId,
        Status = report.Status.ToCode(),
        report.Text,
        report.CharacterSet,
        report.MessageControlId,
        report.StudyInstanceUids,
        report.AccessionNumbers,
        report.RequestedProcedureId,
        report.PlacerOrderNumber,
        report.FillerOrderNumber,
        report.PatientIdIssuer,
        report.ObservationTime,
        report.IssuedAt,
        report.Sections,
        FurtherReports = result.Reports.Count > 1 ? result.Reports.Skip(1) : null,
        Ack = result.Message is { } message ? Acknowledgement.Accept(message).Code : null,
    };

    private static Command Extract()
    {
        var file = new Argument<string>("file") { Description = "A report: plain text, HL7 v2, FHIR or DICOM SR, told apart by content; - for standard input.", DefaultValueFactory = _ => "-" };
        var jsonl = new Option<bool>("--jsonl") { Description = "One report a line: {id, text} in, {id, findings, referringText} out." };
        var bundle = CommonOptions.Bundle();
        var lexicon = new Option<string?>("--lexicon") { Description = "Folder with pages of the lexicon that are laid over the built-in one (docs/lexicon.md)." };
        var json = CommonOptions.Json();
        var command = new Command("extract", "Finds the findings, their sides and zones, the words that decided each, and the sentence that the model would be asked.") { file, jsonl, bundle, lexicon, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var understanding = new ReportUnderstanding(new FindingExtractor(Lexicon(parsed.GetValue(lexicon))), CommonOptions.Manifest(parsed.GetValue(bundle)));
            var path = parsed.GetRequiredValue(file);
            await using var input = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            if (parsed.GetValue(jsonl))
            {
                using var reader = new StreamReader(input);
                await EachLineAsync(reader, understanding, cancellation).ConfigureAwait(false);
                return ExitCode.Done;
            }
            using var whole = new MemoryStream();
            await input.CopyToAsync(whole, cancellation).ConfigureAwait(false);
            Show(understanding.Of(ReportInput.Words(whole.ToArray(), path == "-" ? "Standard input" : path)), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(UnderstoodReport understood, bool json)
    {
        if (json || Console.IsOutputRedirected)
            Output.WriteJson(understood);
        else
            Console.Out.WriteLine(ReportExplanation.Of(understood));
    }

    private static FindingLexicon Lexicon(string? folder)
    {
        if (folder is not null && FindingLexicon.Check(folder) is { Count: > 0 } problems)
            throw new RefusedException(string.Join('\n', problems));
        return FindingLexicon.Of(folder);
    }

    private static async Task EachLineAsync(StreamReader reader, ReportUnderstanding understanding, CancellationToken cancellation)
    {
        await using var output = new StreamWriter(Console.OpenStandardOutput());
        for (var number = 1; await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var input = ReadLine(line, number);
            var understood = understanding.Of(input.Text ?? "");
            var result = new { input.Id, understood.Findings, understood.ReferringText };
            await output.WriteLineAsync(JsonSerializer.Serialize(result, Output.Json)).ConfigureAwait(false);
        }
    }

    private static ReportLine ReadLine(string line, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<ReportLine>(line, Output.Json) ?? throw new RefusedException($"Line {number} is empty; write {{\"id\":…, \"text\":…}}.");
        }
        catch (JsonException json)
        {
            throw new RefusedException($"Line {number} is not JSON of the shape {{\"id\":…, \"text\":\"…\"}}{(json.BytePositionInLine is { } place ? $": look at its character {place + 1}" : "")}.");
        }
    }

    /// <param name="Id">Whatever the sender calls it; it is given back as it came.</param>
    private sealed record ReportLine(JsonElement? Id, string? Text);
}
