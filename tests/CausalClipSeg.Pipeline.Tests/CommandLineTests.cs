using System.Text.Json;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;

namespace CausalClipSeg.Tests;

/// <summary>The verbs as a shell sees them: one JSON document on standard output, everything else on standard error, the exit code.</summary>
public sealed class CommandLineTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("cli");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task The_demo_prints_its_cases_and_leaves_SEGs_and_pictures()
    {
        var run = await Cli(0, "demo", "--json", "--cases", "4");

        var cases = run.GetProperty("cases").EnumerateArray().ToList();
        cases.Count.ShouldBe(4);
        cases.Select(c => c.GetProperty("outcome").GetString()).ShouldBe(["delivered", "delivered", "delivered", "negative"]);
        foreach (var shown in cases)
            File.Exists(shown.GetProperty("overlayPath").GetString()).ShouldBeTrue();
        cases[0].GetProperty("referringText").GetString().ShouldBe("unilateral pulmonary infection, one infected area, lower left lung.");
        cases[0].GetProperty("dice").GetDouble().ShouldBeGreaterThan(0.3);
        File.Exists(cases[0].GetProperty("segPath").GetString()).ShouldBeTrue();
        cases[3].GetProperty("segPath").ValueKind.ShouldBe(JsonValueKind.Null);
        foreach (var key in new[] { "case", "report", "findings", "segSopInstanceUid", "seconds" })
            cases[0].TryGetProperty(key, out _).ShouldBeTrue(key);
        (await Dciodvfy.Check(cases[2].GetProperty("segPath").GetString()!)).ShouldBeClean();
    }

    [Fact]
    public async Task Segment_answers_with_the_segments_and_writes_a_SEG_that_check_seg_accepts()
    {
        var spec = new SyntheticCase(61, 300, 280) { LeftZones = LungZones.Lower };
        var image = _folder.File("image.dcm");
        await SyntheticDicom.Create(spec, new SyntheticDicomVariant()).SaveAsync(image);

        var answer = await Cli(0, "segment", "--image", image, "--text", "Airspace opacity in the left lower lobe.", "--out", _folder.File("seg.dcm"), "--json");
        answer.GetProperty("referringText").GetString().ShouldBe("unilateral pulmonary infection, one infected area, lower right lung.");
        answer.GetProperty("segments")[0].GetProperty("pixels").GetInt32().ShouldBeGreaterThan(0);

        (await Cli(0, "dicom", "check-seg", _folder.File("seg.dcm"), "--source", image, "--json")).GetProperty("valid").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Decode_tells_the_shape_and_the_hash_of_the_stored_values()
    {
        var image = _folder.File("image.dcm");
        var file = SyntheticDicom.Create(new SyntheticCase(62, 64, 48), new SyntheticDicomVariant());
        await file.SaveAsync(image);

        var told = await Cli(0, "dicom", "decode", image, "--out", _folder.File("raw"));

        (told.GetProperty("rows").GetInt32(), told.GetProperty("columns").GetInt32()).ShouldBe((64, 48));
        told.GetProperty("transferSyntax").GetString().ShouldBe(DicomUID.ExplicitVRLittleEndian.UID);
        (await File.ReadAllBytesAsync(_folder.File("raw"), TestContext.Current.CancellationToken)).Length.ShouldBe(64 * 48 * 2);
    }

    [Fact]
    public async Task Extract_reads_a_line_for_each_report_and_answers_with_a_line_for_each()
    {
        await File.WriteAllLinesAsync(_folder.File("in.jsonl"),
        [
            """{"id":"a","text":"There is a right lower lobe opacity. No pleural effusion."}""",
            """{"id":"b","text":"The lungs are clear."}""",
        ], TestContext.Current.CancellationToken);

        var run = await Run("report", "extract", _folder.File("in.jsonl"), "--jsonl");

        var lines = run.ShouldSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        lines.Select(l => l.GetProperty("id").GetString()).ShouldBe(["a", "b"]);
        lines[0].GetProperty("referringText").GetString().ShouldBe("unilateral pulmonary infection, one infected area, lower left lung.");
        lines[1].GetProperty("referringText").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Evaluate_breaks_its_figures_down_and_shows_the_cases()
    {
        SyntheticDataset.Write(_folder.Path, "valid", 5, seed: 4);

        var run = await Run("evaluate", "--data", _folder.File("valid.jsonl"), "--ablations", "--cases", _folder.File("cases.csv"), "--worst", _folder.File("worst.png"), "--json");

        run.ShouldSucceed();
        var told = JsonSerializer.Deserialize<JsonElement>(run.Output);
        told.GetProperty("cases").GetInt32().ShouldBe(5);
        foreach (var figure in new[] { "dice", "iou", "globalDice", "globalIou", "secondsPerImage" })
            told.GetProperty(figure).GetDouble().ShouldBeGreaterThan(0);
        foreach (var groups in new[] { "side", "zones", "lesionSize" })
            told.GetProperty("breakdown").GetProperty(groups).EnumerateArray().Sum(group => group.GetProperty("cases").GetInt32()).ShouldBe(5);
        told.GetProperty("ablations").EnumerateObject().Select(ablation => ablation.Name).ShouldBe(["noCausalBranch", "shuffledText", "blankImage"]);
        run.Error.ShouldContain("lesion size");
        (await File.ReadAllLinesAsync(_folder.File("cases.csv"), TestContext.Current.CancellationToken)).Length.ShouldBe(6);
        using var sheet = SkiaSharp.SKBitmap.Decode(_folder.File("worst.png"));
        sheet.Width.ShouldBe(4 * 320);
    }

    [Theory]
    [InlineData(2, "--limit is a number from 1, not -3.", "--limit", "-3")]
    [InlineData(2, "--ablation is one of None, ShuffledText, BlankImage, NoCausalBranch, not 17.", "--ablation", "17")]
    [InlineData(1, "/nowhere/cases.csv cannot be written: ", "--cases", "/nowhere/cases.csv")]
    [InlineData(1, "/proc cannot be written: ", "--worst", "/proc")]
    public async Task Evaluate_refuses_what_it_could_not_do_before_it_judges(int code, string sentence, params string[] arguments)
    {
        SyntheticDataset.Write(_folder.Path, "valid", 5, seed: 4);
        var run = await Run(["evaluate", "--data", _folder.File("valid.jsonl"), .. arguments]);
        run.ExitCode.ShouldBe(code, run.Error);
        run.Error.ShouldStartWith(sentence);
    }

    [Theory]
    [InlineData(2, "nonsense")]
    [InlineData(2, "segment")]
    [InlineData(1, "dicom", "dump", "/nowhere.dcm")]
    [InlineData(1, "model", "info", "/nowhere")]
    public async Task Wrong_usage_is_2_and_a_refusal_is_1(int code, params string[] arguments)
    {
        var run = await Run(arguments);
        run.ExitCode.ShouldBe(code, run.Error);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldNotBeEmpty();
    }

    private async Task<JsonElement> Cli(int code, params string[] arguments)
    {
        var run = await Run(arguments);
        run.ExitCode.ShouldBe(code, run.Error);
        return JsonSerializer.Deserialize<JsonElement>(run.Output);
    }

    /// <summary>The executable in a folder of its own, since the demo writes where it stands.</summary>
    private Task<ToolResult> Run(params string[] arguments) => Tool.Run(
        "sh", ["-c", "cd \"$1\" && shift && exec dotnet \"$@\"", "sh", _folder.Path, Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), .. arguments]);
}
