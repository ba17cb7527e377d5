using System.CommandLine;
using System.Text;
using System.Text.Json;
using CausalClipSeg.Pipeline.CommandLine;
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
    public void The_program_carries_the_setting_by_which_a_start_compiles_nothing_a_second_time()
    {
        using var told = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "causalclipseg.runtimeconfig.json")));
        told.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties")
            .GetProperty("System.Runtime.TieredCompilation.CallCountingDelayMs").GetInt32().ShouldBe(1000);
    }

    [Fact]
    public async Task Health_asks_this_machine_past_any_proxy_and_at_addresses_of_version_6()
    {
        var port = FreePort.Next();

        var asked = await Tool.Run(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), "health", "Status:Address=::1", $"Status:Port={port}"],
            environment: new Dictionary<string, string> { ["http_proxy"] = $"http://127.0.0.1:{FreePort.Next()}" });

        asked.ExitCode.ShouldBe(ExitCode.Refused, asked.Everything);
        asked.Error.ShouldStartWith($"Nobody answers at http://[::1]:{port}/health/ready: ");
        asked.Error.ShouldNotContain("127.0.0.1");
    }

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
            """{"id":2,"text":"The lungs are clear."}""",
        ], TestContext.Current.CancellationToken);

        var run = await Run("report", "extract", _folder.File("in.jsonl"), "--jsonl");

        var lines = run.ShouldSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        lines.Select(l => l.GetProperty("id").GetRawText()).ShouldBe(["\"a\"", "2"]);
        lines[0].GetProperty("referringText").GetString().ShouldBe("unilateral pulmonary infection, one infected area, lower left lung.");
        lines[1].GetProperty("referringText").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_message_that_merges_patients_is_shown_with_what_it_merges()
    {
        await File.WriteAllTextAsync(_folder.File("merge.hl7"), "MSH|^~\\&|ADT|HOSP|||20260102101500||ADT^A40^ADT_A39|77|P|2.5\rEVN|A40|20260102101500\rPID|1||P2^^^HOSP^MR\rMRG|P1^^^HOSP^MR\r", TestContext.Current.CancellationToken);

        var told = await Cli(0, "report", "parse", _folder.File("merge.hl7"), "--json");

        var merge = told.GetProperty("merges").EnumerateArray().ShouldHaveSingleItem();
        (merge.GetProperty("prior").GetString(), merge.GetProperty("surviving").GetString(), merge.GetProperty("authority").GetString()).ShouldBe(("P1", "P2", "HOSP"));
        told.GetProperty("ack").GetString().ShouldBe("AA");
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
    [InlineData(2, "cases", "list", "--state", "nope", "--json")]
    [InlineData(1, "dicom", "dump", "/nowhere.dcm", "--json")]
    public async Task Wrong_usage_is_2_and_a_refusal_is_1_and_with_json_a_document(int code, params string[] arguments)
    {
        var run = await Run(arguments);
        run.ExitCode.ShouldBe(code, run.Error);
        run.Error.ShouldNotBeEmpty();
        if (arguments[^1] != "--json")
            run.Output.ShouldBeEmpty();
        else
            JsonSerializer.Deserialize<JsonElement>(run.Output).ShouldSatisfyAllConditions(
                told => told.GetProperty("error").GetString().ShouldBe(run.Error.TrimEnd()), told => told.GetProperty("exitCode").GetInt32().ShouldBe(code));
    }

    /// <summary>No process is needed for this: what a verb's words are wrong in is found out before it begins.</summary>
    [Theory]
    [InlineData("--cases is a number from 1, not 0.", "demo", "--cases", "0")]
    [InlineData("Give either --text or --report.", "segment", "--image", "chest.dcm")]
    [InlineData("Give either --text or --report.", "segment", "--image", "chest.dcm", "--text", "x", "--report", "y")]
    [InlineData("'Foo' is not a setting. Write Section:Key=value, for example Pacs:Host=archive.", "run", "Foo")]
    [InlineData("'nonsense' is not a role. Use intake, worker, trainer, status, with commas between.", "run", "--roles", "intake,nonsense")]
    [InlineData("--roles names none. Use intake, worker, trainer, status, with commas between.", "run", "--roles", "")]
    [InlineData("--count is a number from 0, not -1.", "synthesize", "--out", "x", "--count", "-1")]
    [InlineData("--limit is a number from 1, not -1.", "audit", "list", "--limit", "-1")]
    [InlineData("--study is \"x\", which is no DICOM UID (digits and dots, at most 64 characters).", "dicom", "get", "--study", "x", "--out", "y")]
    [InlineData("'PatientId' is no keyword of PS3.6; write for example PatientID=123 or StudyDate=.", "dicom", "find", "PatientId=1")]
    [InlineData("--level is Study or Series or Image, not NotApplicable.", "dicom", "find", "--level", "NotApplicable")]
    [InlineData("'Foo' is not a setting. Write Section:Key=value, for example Pacs:Host=archive.", "cases", "retry", "9f0c8f3e-6a3c-4c8e-8d0a-0d6f6b1f2a10", "Foo")]
    [InlineData("Name either an image or study by its UID, or a patient by --patient.", "labels", "exclude", "--reason", "x")]
    [InlineData("Name either an image or study by its UID, or a patient by --patient.", "labels", "exclude", "1.2.3", "--patient", "P1", "--reason", "x")]
    [InlineData("--review is one of Open, Rejected, Reviewed, not 'nope'.", "cases", "list", "--review", "nope")]
    [InlineData("--limit is a whole number, not 'x'.", "cases", "list", "--limit", "x")]
    [InlineData("show is given an id (36 letters, digits and hyphens; the lists print them), not 'x'.", "cases", "show", "x")]
    [InlineData("--since is a moment, such as 2026-11-27T10:15:00Z, not 'yesterday'.", "audit", "list", "--since", "yesterday")]
    [InlineData("Unrecognized command or argument 'casez'.", "casez")]
    public void Wrong_words_are_wrong_usage_in_a_sentence(string sentence, params string[] words) =>
        WrongWords.Sentences(CausalClipSegCommand.Create().Parse(words).Errors).ShouldBe([sentence]);

    [Fact]
    public void Every_verb_that_answers_has_json()
    {
        // A service answers at its doors, and the defaults are JSON with comments.
        string[] without = ["run", "config defaults"];
        Verbs(CausalClipSegCommand.Create(), "").Where(verb => verb.Command.Options.All(option => option.Name != "--json")).Select(verb => verb.Name).ShouldBe(without);

        static IEnumerable<(string Name, Command Command)> Verbs(Command group, string before) => group.Subcommands.SelectMany(
            verb => verb.Subcommands.Count > 0 ? Verbs(verb, $"{before}{verb.Name} ") : [($"{before}{verb.Name}", verb)]);
    }

    [Fact]
    public void A_report_is_told_apart_by_its_content_and_what_is_no_text_is_refused()
    {
        var spec = new SyntheticCase(61, 300, 280) { LeftZones = LungZones.Lower };
        ReportInput.Words(SyntheticHl7.Encode(spec), "report.hl7").ShouldNotContain("OBX");
        ReportInput.Words(Encoding.UTF8.GetBytes("Verschattung rechts. \u00dcbrige Lunge frei."), "report.txt").ShouldBe("Verschattung rechts. \u00dcbrige Lunge frei.");

        Refused([0xFF, 0xFE, 0x00, 0xD8, 0x41]).ShouldStartWith("report is no text in UTF-8.");
        Refused([.. "fracture of a rib"u8, 0, 1, 2]).ShouldStartWith("report is no text: it holds control characters.");
        Refused([.. Encoding.Latin1.GetBytes("\u00dcbrige Lunge frei.")]).ShouldStartWith("report is no text in UTF-8.");
        Refused("""{ "resourceType": "Patient" }"""u8.ToArray()).ShouldContain("Patient");

        static string Refused(byte[] bytes) => Should.Throw<RefusedException>(() => ReportInput.Words(bytes, "report")).Message;
    }

    private async Task<JsonElement> Cli(int code, params string[] arguments)
    {
        var run = await Run(arguments);
        run.ExitCode.ShouldBe(code, run.Error);
        run.Error.ShouldNotContain("NNPACK", customMessage: "libtorch's own notes are none of the user's");
        return JsonSerializer.Deserialize<JsonElement>(run.Output);
    }

    /// <summary>The executable in a folder of its own, since the demo writes where it stands.</summary>
    private Task<ToolResult> Run(params string[] arguments) => Tool.Run(
        "sh", ["-c", "cd \"$1\" && shift && exec dotnet \"$@\"", "sh", _folder.Path, Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), .. arguments]);
}
