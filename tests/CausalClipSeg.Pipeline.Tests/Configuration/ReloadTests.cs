using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Delivery;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Intake;
using CausalClipSeg.Pipeline.Synthetic;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Tests;

/// <summary>Rules, lexicon and destinations that change while the service runs.</summary>
public sealed class ReloadTests
{
    private const string OneRule = """{ "Referring": { "IncludeUncertain": false }, "Matching": { "PatientWindowMinutes": 15 } }""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_destination_that_is_written_into_the_file_gets_the_next_SEG()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var pacs = pipeline.Services.GetRequiredService<IPacs>();
        pacs.Destination.ShouldBe("local result store");
        await using var archive = await PrivateStoreScp.Start();
        await Send(pipeline, 2601);

        await Write(pipeline, $$"""{ "Pacs": { "Host": "127.0.0.1", "Port": {{archive.Port}}, "CalledAe": "STORESCP" } }""");
        await Eventually.Get("the new destination", () => Task.FromResult(pacs.Destination == $"STORESCP@127.0.0.1:{archive.Port}" ? pacs : null));
        var second = await Send(pipeline, 2602);

        second.State.ShouldBe(CaseState.Delivered, second.Reason);
        Path.GetFileName(archive.Received.ShouldHaveSingleItem()).ShouldContain(second.SegSopInstanceUid!);
    }

    [Fact]
    public async Task Rules_change_at_once_and_a_wrong_file_changes_nothing()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        bool Uncertain() => pipeline.Services.GetRequiredService<IOptions<ReferringOptions>>().Value.IncludeUncertain;
        int Window() => pipeline.Services.GetRequiredService<IOptions<MatchingOptions>>().Value.PatientWindowMinutes;
        (Uncertain(), Window()).ShouldBe((true, 0));

        await Write(pipeline, OneRule);
        // One section after the other.
        await Eventually.True("the new rules", () => Task.FromResult((Uncertain(), Window()) == (false, 15)));

        foreach (var wrong in new[] { "{ \"Referring\": ", """{ "Referring": { "IncludeUncertan": true } }""", """{ "Matching": { "PatientWindowMinutes": -1 } }""", """{ "Promotion": { "MinimumGain": "NaN" } }""" })
        {
            await Write(pipeline, wrong);
            await Task.Delay(TimeSpan.FromSeconds(2.5), Cancel);
            (Uncertain(), Window()).ShouldBe((false, 15), wrong);
        }
        File.Delete(pipeline.SettingsFile);
        await Task.Delay(TimeSpan.FromSeconds(2.5), Cancel);
        (Uncertain(), Window()).ShouldBe((false, 15), "a file that is gone is not a wish for the defaults");
        await Write(pipeline, "{}");
        await Eventually.Get("the defaults", () => Task.FromResult(Uncertain() ? "back" : null));
    }

    /// <summary>A start may take minutes, where the database is away.</summary>
    [Fact]
    public async Task What_is_written_while_the_service_starts_is_taken_over_too()
    {
        await using var folder = new TemporaryFolder("starting");
        var file = folder.File("appsettings.json");
        await File.WriteAllTextAsync(file, "{}", Cancel);
        var settings = new Dictionary<string, string?> { ["Storage:Root"] = folder.Folder("store"), ["Status:Port"] = $"{FreePort.Next()}", ["Logging:LogLevel:Default"] = "Warning" };
        await using var host = PipelineHost.Build(PipelineRoles.Status, new SettingsSource(file, settings));
        await File.WriteAllTextAsync(file, OneRule, Cancel);
        await PipelineHost.StartAsync(host, Cancel);

        await Eventually.True("the new rules", () => Task.FromResult(host.Services.GetRequiredService<IOptions<MatchingOptions>>().Value.PatientWindowMinutes == 15));
        await host.StopAsync(CancellationToken.None);
    }

    /// <summary>As Kubernetes mounts files: links into a folder that is itself a link, which alone is changed.</summary>
    [Fact]
    public async Task A_token_that_is_renewed_and_a_mounted_file_whose_links_stay_the_same_are_taken_over()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        PacsOptions Pacs() => pipeline.Services.GetRequiredService<IOptions<PacsOptions>>().Value;
        Directory.CreateDirectory(pipeline.SecretsFolder);
        var token = Path.Combine(pipeline.SecretsFolder, "Pacs__DicomWebToken");

        await File.WriteAllTextAsync(token, "the first", Cancel);
        await Eventually.Get("a token", () => Task.FromResult(Pacs().DicomWebToken == "the first" ? "there" : null));

        var (volume, data) = (pipeline.SecretsFolder + "-volume", Path.Combine(pipeline.SecretsFolder + "-volume", "..data"));
        Mount("one", "the second", """{ "Pacs": { "TimeoutSeconds": 31 } }""");
        foreach (var (link, name) in new[] { (token, "token"), (pipeline.SettingsFile, "settings") })
        {
            File.Delete(link);
            File.CreateSymbolicLink(link, Path.Combine(data, name));
        }
        await Eventually.Get("what was mounted", () => Task.FromResult(Pacs() is { DicomWebToken: "the second", TimeoutSeconds: 31 } ? "there" : null));

        Mount("two", "the third!", """{ "Pacs": { "TimeoutSeconds": 32 } }""");
        await Eventually.Get("what was mounted in its place", () => Task.FromResult(Pacs() is { DicomWebToken: "the third!", TimeoutSeconds: 32 } ? "there" : null));

        void Mount(string version, string secret, string settings)
        {
            var folder = Directory.CreateDirectory(Path.Combine(volume, version)).FullName;
            File.WriteAllText(Path.Combine(folder, "token"), secret);
            File.WriteAllText(Path.Combine(folder, "settings"), settings);
            if (Directory.Exists(data))
                Directory.Delete(data);
            Directory.CreateSymbolicLink(data, folder);
        }
    }

    [Fact]
    public async Task A_page_of_the_lexicon_counts_from_the_next_report_on()
    {
        await using var pages = new TemporaryFolder("lexicon");
        await File.WriteAllTextAsync(pages.File("findings.lexicon"), "# no words yet\n", Cancel);
        await using var pipeline = await PipelineUnderTest.Embedded(("Referring:Lexicon", pages.Path));
        const string Sentence = "Schattenfleck in the left lower lobe.";
        pipeline.Services.GetRequiredService<SiteLexicon>().Extractor.Extract(Sentence).Findings.ShouldBeEmpty();

        await File.WriteAllTextAsync(pages.File("findings.lexicon"), "== airspace-opacity\nschattenfleck\n", Cancel);
        await Eventually.Get("the new word", () => Task.FromResult(pipeline.Services.GetRequiredService<SiteLexicon>().Extractor.Extract(Sentence).Findings is [var found] ? found.Finding : null));
        await pipeline.SendReport(Oru.Write("1.2.3.2603", "A2603", $"FINDINGS: {Sentence}"));

        (await pipeline.Read(db => db.Findings.SingleAsync())).FindingId.ShouldBe("airspace-opacity");
    }

    private static Task Write(PipelineUnderTest pipeline, string text) => File.WriteAllTextAsync(pipeline.SettingsFile, text, Cancel);

    private static async Task<SegmentationCase> Send(PipelineUnderTest pipeline, int seed)
    {
        var spec = new SyntheticCase(seed, 256, 256) { LeftZones = LungZones.Lower };
        await pipeline.SendImage(spec);
        await pipeline.SendReport(SyntheticHl7.Encode(spec));
        return await pipeline.CaseAtRest(SyntheticStudy.Of(spec).SopInstanceUid);
    }
}
