using System.CommandLine;
using System.Text.Json;
using CausalClipSeg.Pipeline.Referring;
using CausalClipSeg.Reports;
using CausalClipSeg.Reports.Hl7;
using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary><c>report parse FILE</c> and <c>report extract [FILE|-] [--jsonl]</c>: what was understood, without sending anything.</summary>
internal static class ReportCommand
{
    public static Command Create() => new("report", "Shows what is understood of a report.") { Parse(), Extract() };

    private static Command Parse()
    {
        var file = new Argument<FileInfo>("file") { Description = "HL7 v2 message, FHIR DiagnosticReport (JSON) or report event (JSON)." };
        var json = CommonOptions.Json();
        var command = new Command("parse", "Reads a message and shows identifiers, status and text.") { file, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var bytes = await File.ReadAllBytesAsync(parsed.GetRequiredValue(file).FullName, cancellation).ConfigureAwait(false);
            var result = ReportParser.Parse(bytes);
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

    private static object Shape(ReportParseResult result, ParsedReport report) => new
    {
        report.StudyInstanceUid,
        report.AccessionNumber,
        report.PatientId,
        Status = report.Status.ToCode(),
        report.Text,
        report.CharacterSet,
        report.MessageControlId,
        Ack = result.Message is { } message ? Acknowledgement.Accept(message).Code : null,
    };

    private static Command Extract()
    {
        var file = new Argument<string>("file") { Description = "Text of a report; - for standard input.", DefaultValueFactory = _ => "-" };
        var jsonl = new Option<bool>("--jsonl") { Description = "One report a line: {id, text} in, {id, findings, referringText} out." };
        var bundle = CommonOptions.Bundle();
        var command = new Command("extract", "Finds the findings, their sides and zones, and the sentence that the model would be asked.") { file, jsonl, bundle };
        command.SetAction(async (parsed, cancellation) =>
        {
            var understanding = new ReportUnderstanding(new FindingExtractor(), CommonOptions.Manifest(parsed.GetValue(bundle)));
            using var reader = parsed.GetRequiredValue(file) is var path and not "-" ? new StreamReader(path) : new StreamReader(Console.OpenStandardInput());
            if (parsed.GetValue(jsonl))
                await EachLineAsync(reader, understanding, cancellation).ConfigureAwait(false);
            else
                Output.WriteJson(understanding.Of(await reader.ReadToEndAsync(cancellation).ConfigureAwait(false)));
            return ExitCode.Done;
        });
        return command;
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
            throw new RefusedException($"Line {number} is not JSON of the shape {{\"id\":…, \"text\":…}}: {json.Message}");
        }
    }

    private sealed record ReportLine(string? Id, string? Text);
}
