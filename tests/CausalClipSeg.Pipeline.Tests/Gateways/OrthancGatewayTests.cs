using System.Text.Json.Nodes;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Tests;

/// <summary>A stock Orthanc forwards its radiographs by the recipes of examples/orthanc and holds our SEG in the same study.</summary>
public sealed class OrthancGatewayTests
{
    private static readonly SyntheticCase Opacity = new(941, 401, 403) { RightZones = LungZones.Lower };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Recipe(string name) => RepositoryRoot.Combine("examples", "orthanc", name);

    [Fact]
    public async Task The_Lua_script_forwards_a_stable_study_once()
    {
        await using var orthanc = await PrivateOrthanc.Start(new JsonObject { ["LuaScripts"] = new JsonArray(Recipe("forward.lua")) });
        await using var pipeline = await Beside(orthanc);
        await orthanc.AddModality("causalclipseg", "CAUSALCLIPSEG", pipeline.DicomPort);
        await Through(orthanc, pipeline, Opacity);
        // Our SEG made the study stable again: what was sent is not sent again.
        await Task.Delay(TimeSpan.FromSeconds(4), Token);
        orthanc.LogTail(200).ShouldNotContain("Error in Lua");
        (await Transfers(orthanc)).ShouldBe(1);
    }

    [Fact]
    public async Task The_program_beside_it_forwards_over_REST_and_sends_nothing_twice()
    {
        await using var orthanc = await PrivateOrthanc.Start();
        await using var pipeline = await Beside(orthanc);
        await orthanc.AddModality("causalclipseg", "CAUSALCLIPSEG", pipeline.DicomPort);
        var spec = Opacity with { Seed = 942 };
        var instance = await orthanc.Upload(await File.ReadAllBytesAsync(await pipeline.WriteImage(spec), Token));
        await pipeline.SendReport(SyntheticHl7.Encode(spec));
        await Eventually.True("the study is stable and forwarded", async () =>
        {
            (await Tool.Run("/usr/bin/python3", [Recipe("forward.py"), orthanc.HttpUri.ToString(), "causalclipseg", "--once"])).ShouldSucceed();
            return await pipeline.Read(db => db.SourceImages.AnyAsync());
        });
        await Delivered(orthanc, pipeline, spec);
        (await Transfers(orthanc)).ShouldBe(1);
        using var http = new HttpClient { BaseAddress = orthanc.HttpUri };
        (await http.GetStringAsync($"instances/{instance}/metadata/4711", Token)).ShouldBe("sent");
        using var away = await http.DeleteAsync("modalities/causalclipseg", Token);
        (await Tool.Run("/usr/bin/python3", [Recipe("forward.py"), orthanc.HttpUri.ToString(), "causalclipseg", "--once"])).ShouldSucceed().Error.ShouldBeEmpty("nothing is left to send");
    }

    /// <summary>How often Orthanc has sent something by C-STORE.</summary>
    private static async Task<int> Transfers(PrivateOrthanc orthanc)
    {
        using var http = new HttpClient { BaseAddress = orthanc.HttpUri };
        var jobs = JsonNode.Parse(await http.GetStringAsync("jobs?expand", Token))!.AsArray();
        return jobs.Count(job => job!["Type"]!.GetValue<string>() == "DicomModalityStore");
    }

    private static Task<PipelineUnderTest> Beside(PrivateOrthanc orthanc) => PipelineUnderTest.Embedded(
        ("Pacs:Host", "127.0.0.1"), ("Pacs:Port", $"{orthanc.DicomPort}"), ("Pacs:CalledAe", PrivateOrthanc.AeTitle));

    private static async Task Through(PrivateOrthanc orthanc, PipelineUnderTest pipeline, SyntheticCase spec)
    {
        await orthanc.Upload(await File.ReadAllBytesAsync(await pipeline.WriteImage(spec), Token));
        await pipeline.SendReport(SyntheticHl7.Encode(spec));
        await Delivered(orthanc, pipeline, spec);
    }

    private static async Task Delivered(PrivateOrthanc orthanc, PipelineUnderTest pipeline, SyntheticCase spec)
    {
        var done = await pipeline.CaseAtRest(SyntheticStudy.Of(spec).SopInstanceUid);
        done.State.ShouldBe(CaseState.Delivered, done.Reason);
        await orthanc.Await(1, TimeSpan.FromSeconds(60), ("StudyInstanceUID", SyntheticStudy.Of(spec).StudyInstanceUid), ("Modality", "SEG"));
    }
}
