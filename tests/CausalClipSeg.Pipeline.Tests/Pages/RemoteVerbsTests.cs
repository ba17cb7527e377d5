using System.CommandLine;
using System.Text.Json;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.CommandLine;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>The operator verbs against a running service.</summary>
public sealed class RemoteVerbsTests
{
    private static readonly SyntheticCase Spec = new(2191, 256, 240) { RightZones = LungZones.Lower };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operator_verbs_ask_the_service_that_server_names_and_pass_its_refusals_on()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var server = $"http://127.0.0.1:{pipeline.StatusPort}";

        (await Answer("models", "list", "--server", server))[0].GetProperty("state").GetString().ShouldBe("champion");
        (await Answer("models", "retrain", "--server", server)).GetProperty("run").GetGuid().ShouldNotBe(Guid.Empty);
        var (key, report) = (Path.Combine(pipeline.Root, "key"), Path.Combine(pipeline.Root, "report.hl7"));
        await File.WriteAllTextAsync(key, "wrong\n", Cancel);
        (await Run("models", "list", "--server", server, "--key-file", key)).Error.ShouldContain("is not known here");
        await File.WriteAllBytesAsync(report, SyntheticHl7.Encode(Spec), Cancel);
        var update = Path.Combine(pipeline.Root, "update.hl7");
        await File.WriteAllTextAsync(update, "MSH|^~\\&|ADT|H|C|H|20260105120000||ADT^A08|UPDATE1|P|2.5.1\rPID|1||P2\r", Cancel);
        var sent = await Answer("report", "send", report, update, "--port", $"{pipeline.MllpPort}", "--json");
        sent.GetProperty("accepted").GetInt32().ShouldBe(2);
        sent.GetProperty("answers")[1].GetProperty("text").GetString().ShouldBe("ADT^A08 is about nothing that is kept here; nothing was done.");
        (await Run("cases", "list", "Storage:Root=/x", "--server", server)).Error.ShouldContain("'Storage:Root=/x' is a setting of this machine");
        var beside = await Run("models", "list", "--server", $"{server}/nowhere");
        beside.Error.ShouldStartWith("There is nothing at /nowhere/api/models.");
        (await Run("models", "list", "--server", "not-a-url")).ShouldSatisfyAllConditions(
            wrong => wrong.ExitCode.ShouldBe(2), wrong => wrong.Error.ShouldContain("'not-a-url' is not the address of a service."));
        (await Run("models", "list", "--limti", "3", "--server", server)).Error.ShouldContain("--limti");
        var away = await Run("models", "list", "--server", "http://127.0.0.1:1");
        away.ExitCode.ShouldBe(1);
        away.Error.ShouldContain("does not answer");
    }

    [Fact]
    public async Task Every_operator_verb_comes_to_the_service_and_is_answered_in_its_words()
    {
        await using var pipeline = await PipelineUnderTest.Embedded(("Retraining:MinimumLabels", "1000"));
        var (parked, model) = ($"{await Parked(pipeline)}", $"{await pipeline.Read(db => db.Models.Select(m => m.Id).SingleAsync(Cancel))}");
        var letters = await DeadLetters(pipeline, 3);
        (await pipeline.SendReport("MSH|^~\\&|RIS|H|C|H|20260105120000||ADT^A40|MERGE1|P|2.5.1\rPID|1||P2\rMRG|P1\r"u8.ToArray())).ShouldContain("MSA|AA|MERGE1");
        var merge = $"{await pipeline.Read(db => db.PatientMerges.Select(m => m.Id).SingleAsync(Cancel))}";
        (string Words, int Code, string Said)[] asked =
        [
            ("cases list --state Parked --reason UnknownOrientation", 0, parked), ("cases list --limit 1", 0, parked), ("cases list --before 2020-01-01", 0, "[]"), ("cases list --before 2020-01-01T00:00:00+01:00/9f0c8f3e-6a3c-4c8e-8d0a-0d6f6b1f2a10 --review rejected", 0, "[]"), ($"cases show {parked}", 0, "\"history\""), ("cases waiting", 0, "\"reports\""),
            ($"cases retry {parked}", 1, "parked before its question to the network was known"), ($"cases retry --id {parked}", 1, "parked before its question to the network was known"),
            ($"cases retry {Guid.Empty}", 1, "There is no case"), ("cases retry --reason nobody_has_this", 0, "\"changed\":0"), ($"cases drop --id {parked}", 0, "\"done\":true"),
            ("cases drop --reason nobody_has_this", 0, "\"changed\":0"), ($"cases withdraw {parked}", 0, "\"done\":true"), ($"cases withdraw {parked}", 1, "cannot become Withdrawn"),
            ("dead-letters list", 0, letters[0]), ($"dead-letters retry {letters[0]}", 0, "\"done\":true"), ($"dead-letters retry --id {letters[1]}", 0, "\"done\":true"),
            ($"dead-letters drop {letters[2]}", 0, "\"done\":true"), ("dead-letters drop --reason nobody_has_this", 0, "\"changed\":0"), ($"dead-letters drop {letters[2]}", 1, "There is no open dead letter"),
            ("merges list --limit 5", 0, "\"prior\":null,\"surviving\":null,\"authority\":null,\"messageId\":\"RIS|H|MERGE1\""), ("merges list --patient P1", 1, "by those who may see patients"),
            ($"merges take-back {merge}", 0, "\"done\":true"), ($"merges take-back {merge}", 1, "was taken back at"), ($"merges take-back {Guid.Empty}", 1, "There is no merge"),
            ("models list", 0, model), ($"models show {model}", 0, model), ("models runs", 0, "["), ("models drift", 0, "["), ("models retrain", 0, "\"run\""),
            ($"models evaluate {model}", 1, "champion"), ($"models promote {model} --reason because", 1, "champion"), ($"models shadow {model}", 1, "champion"), ($"models reject {model}", 1, "champion"),
            ("models rollback --reason because", 1, "champion"),
        ];
        Verbs().Except(asked.Select(row => string.Join(' ', row.Words.Split(' ')[..2]))).ShouldBeEmpty("a verb that nobody has asked a service for");

        foreach (var (words, code, said) in asked)
        {
            var answer = await Run([.. words.Split(' '), "--server", $"http://127.0.0.1:{pipeline.StatusPort}"]);
            (code == 0 ? answer.Output : answer.Error).ShouldContain(said, Case.Insensitive, words);
            answer.ExitCode.ShouldBe(code, words);
        }
    }

    [Theory]
    [InlineData("cases", "retry")]
    [InlineData("cases", "drop", "--reason", "")]
    [InlineData("cases", "drop", "9f0c8f3e-6a3c-4c8e-8d0a-0d6f6b1f2a10", "--reason", "x")]
    [InlineData("dead-letters", "drop", "9f0c8f3e-6a3c-4c8e-8d0a-0d6f6b1f2a10", "4c9d4e0e-53a5-4b8d-9d0c-0d6f6b1f2a10")]
    [InlineData("dead-letters", "retry", "9f0c8f3e-6a3c-4c8e-8d0a-0d6f6b1f2a10", "--id", "4c9d4e0e-53a5-4b8d-9d0c-0d6f6b1f2a10")]
    public async Task One_by_its_id_or_several_by_their_reason_and_never_all_by_a_slip(params string[] words)
    {
        var run = await Run(words);

        run.ExitCode.ShouldBe(2, run.Everything);
        run.Error.ShouldContain("by its id, or several by --reason TEXT.");
    }

    private static IEnumerable<string> Verbs() => new[] { CasesCommand.Create(), DeadLettersCommand.Create(), MergesCommand.Create(), ModelsCommand.Create() }
        .SelectMany(group => group.Subcommands.Where(verb => verb.Action is not null).Select(verb => $"{group.Name} {verb.Name}"));

    private static async Task<Guid> Parked(PipelineUnderTest pipeline)
    {
        await pipeline.SendImage(Spec, file =>
        {
            file.Dataset.Remove(DicomTag.PatientOrientation);
            file.Dataset.Remove(DicomTag.ViewPosition);
        });
        await pipeline.SendReport(SyntheticHl7.Encode(Spec));
        var parked = await pipeline.CaseAtRest(SyntheticStudy.Of(Spec).SopInstanceUid);
        parked.State.ShouldBe(CaseState.Parked);
        return parked.Id;
    }

    private static async Task<List<string>> DeadLetters(PipelineUnderTest pipeline, int count)
    {
        for (var i = 0; i < count; i++)
            await pipeline.Services.GetRequiredService<DeadLetters>().RecordAsync(
                new("causalclipseg.report-arrived", "For the test.", Guid.NewGuid(), JsonSerializer.SerializeToUtf8Bytes(new { accessionNumber = $"A{i}", text = "FINDINGS: Clear lungs." })), Cancel);
        return await pipeline.Read(db => db.Refusals.Where(r => r.Queue != null).Select(r => r.Id.ToString()).ToListAsync(Cancel));
    }

    private static async Task<JsonElement> Answer(params string[] arguments) =>
        JsonSerializer.Deserialize<JsonElement>((await Run(arguments)).ShouldSucceed().Output);

    private static Task<ToolResult> Run(params string[] arguments) =>
        Tool.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), .. arguments]);
}
