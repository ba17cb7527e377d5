using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;
using CausalClipSeg.Tests.Learning;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Tests;

/// <summary>Each door that shows a patient writes down who came through it: the command line, the API, the report of an evaluation.</summary>
public sealed class AuditedViewsTests
{
    private const string Key = "a long random key of somebody who looks";
    private static readonly SyntheticCase Opacity = new(933, 256, 256) { LeftZones = LungZones.Lower };

    /// <summary>What sudo leaves of who called it.</summary>
    private static readonly Dictionary<string, string> AsAnna = new() { ["SUDO_USER"] = "anna" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_shown_on_the_command_line_or_over_HTTP_is_written_down_with_the_name_of_who_asked_and_nothing_is_where_nobody_was_shown()
    {
        await using var pipeline = await Started();
        await pipeline.SendImage(Opacity);
        await pipeline.SendReport(SyntheticHl7.Encode(Opacity));
        var (study, found) = (SyntheticStudy.Of(Opacity), await pipeline.CaseAtRest(SyntheticStudy.Of(Opacity).SopInstanceUid));

        var here = (await Cases($"{found.Id}", $"Storage:Root={pipeline.Root}")).ShouldSucceed();
        (await Cases($"{found.Id}", "--server", $"http://127.0.0.1:{pipeline.StatusPort}", "--key", Key)).ShouldSucceed().Output.ShouldContain(study.SopInstanceUid);
        // What shows no patient is no view of one: a case that is not there, and a visitor without leave to see patients.
        (await Cases($"{Guid.NewGuid()}", $"Storage:Root={pipeline.Root}")).ExitCode.ShouldBe(1);
        using var stranger = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{pipeline.StatusPort}/") };
        Sentence(await stranger.GetStringAsync($"api/cases/{found.Id}", Token)).ShouldBeNull();
        Sentence(here.Output).ShouldNotBeNull("the command line shows the words of the report");

        var views = await Views(pipeline, "case-viewed");
        views.Select(view => view.Actor).ShouldBe(["anna at the command line", "reader 7"]);
        foreach (var view in views)
        {
            var message = XElement.Parse(view.Message);
            message.ShouldBeAnAuditMessage();
            message.Elements("ParticipantObjectIdentification").Select(o => o.Attribute("ParticipantObjectID")!.Value).ShouldBe([study.PatientId, study.StudyInstanceUid]);
        }
        XElement.Parse(views[1].Message).Element("ActiveParticipant")!.Attribute("NetworkAccessPointID")!.Value.ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task The_report_of_an_evaluation_which_shows_radiographs_is_written_down_file_by_file_and_is_not_shown_to_who_may_not_see_patients()
    {
        await using var pipeline = await Started();
        var evaluation = await Judged(pipeline);
        using var reader = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{pipeline.StatusPort}/models/evaluations/"), DefaultRequestHeaders = { { "Authorization", $"Bearer {Key}" } } };
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = reader.BaseAddress };

        (await reader.GetStringAsync($"{evaluation.Id}/evaluation.html", Token)).ShouldBe("<p>who changed</p>");
        (await reader.GetAsync($"{evaluation.Id}/changes.png", Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await reader.GetAsync($"{Guid.NewGuid()}/evaluation.html", Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetAsync($"{evaluation.Id}/evaluation.html", Token)).IsSuccessStatusCode.ShouldBeFalse();

        var view = (await Views(pipeline, "evaluation-viewed")).ShouldHaveSingleItem();
        view.Actor.ShouldBe("reader 7");
        var message = XElement.Parse(view.Message);
        message.ShouldBeAnAuditMessage();
        message.EventId().ShouldBe("110103");
        message.Element("ParticipantObjectIdentification")!.Attribute("ParticipantObjectID")!.Value.ShouldBe($"{evaluation.Id}");
    }

    private static Task<PipelineUnderTest> Started() => PipelineUnderTest.Embedded(
        ("Status:Access:0:Name", "reader 7"), ("Status:Access:0:KeySha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))), ("Status:Access:0:May", "PatientData"));

    /// <summary>A candidate that was held against the champion, with the page that says whose masks changed.</summary>
    private static async Task<ModelEvaluation> Judged(PipelineUnderTest pipeline)
    {
        var champion = await pipeline.Read(db => db.Models.SingleAsync());
        var candidate = await SecondModel.Add(pipeline, champion);
        var evaluation = new ModelEvaluation { CandidateId = candidate.Id, ChampionId = champion.Id, RequestedAt = candidate.CreatedAt };
        var folder = Path.Combine("evaluations", $"{evaluation.Id:n}");
        Directory.CreateDirectory(Path.Combine(pipeline.Root, folder));
        await File.WriteAllTextAsync(Path.Combine(pipeline.Root, folder, "evaluation.html"), "<p>who changed</p>", Token);
        evaluation.Finish(folder, "{}", candidate.CreatedAt);
        await pipeline.Store.InTransactionAsync(db =>
        {
            db.ModelEvaluations.Add(evaluation);
            return Task.CompletedTask;
        }, Token);
        return evaluation;
    }

    private static Task<ToolResult> Cases(params string[] words) =>
        Tool.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), "cases", "show", .. words], environment: AsAnna);

    /// <summary>The words of the report, where they are shown.</summary>
    private static string? Sentence(string shown) => JsonSerializer.Deserialize<JsonElement>(shown).GetProperty("segments")[0].GetProperty("sentence").GetString();

    private static Task<List<AuditRecord>> Views(PipelineUnderTest pipeline, string name) =>
        pipeline.Read(db => db.AuditRecords.Where(a => a.Event == name).OrderBy(a => a.Sequence).ToListAsync());
}
