using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CausalClipSeg.Benchmarks.All;

namespace CausalClipSeg.Tests;

/// <summary>What the documents say, held against what there is.</summary>
public sealed partial class DocumentTests
{
    /// <summary>Folders that hold no page of ours.</summary>
    private static readonly string[] Elsewhere = ["bin", "obj", "node_modules", "artifacts", "TestResults", ".git"];

    public static TheoryData<string> Documents => [.. Directory.EnumerateFiles(RepositoryRoot.Path, "*.md", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(RepositoryRoot.Path, file)).Where(file => !file.Split('/').Any(Elsewhere.Contains)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_leads_somewhere(string document)
    {
        var folder = Path.GetDirectoryName(RepositoryRoot.Combine(document))!;
        foreach (Match link in Link().Matches(Fence().Replace(Text(document), "")))
        {
            var (path, anchor) = link.Groups[1].Value.Split('#') is [var p, var a] ? (p, a) : (link.Groups[1].Value, "");
            if (path.Contains("://", StringComparison.Ordinal) || path.StartsWith("mailto:", StringComparison.Ordinal))
                continue;
            var target = path.Length == 0 ? RepositoryRoot.Combine(document) : Path.GetFullPath(Path.Combine(folder, path));
            (File.Exists(target) || Directory.Exists(target)).ShouldBeTrue($"{document} links to {path}");
            if (anchor.Length > 0 && target.EndsWith(".md", StringComparison.Ordinal))
                Heading().Matches(File.ReadAllText(target)).Select(heading => Anchor(heading.Groups[1].Value)).ShouldContain(anchor, $"{document} links to #{anchor} of {path}");
        }
    }

    /// <summary>Every call of the program in a block of code, with its verb and its options.</summary>
    [Fact]
    public async Task Every_command_that_a_document_shows_is_a_verb_with_such_options()
    {
        var helps = new Dictionary<string, string>();
        foreach (var (document, command) in Documents.Select(row => (string)row.Data).SelectMany(Commands))
        {
            var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            // The longest run of plain words that the program knows is the verb.
            var verb = words.TakeWhile(word => Verb().IsMatch(word)).Take(2).ToArray();
            var help = "";
            for (; verb.Length > 0 && (help = await Help(helps, verb)).Length == 0; verb = verb[..^1])
            {
            }
            verb.Length.ShouldBeGreaterThan(0, $"{document}: {command}");
            foreach (var option in words.Where(word => word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2).Select(word => word.Split('=')[0]).Where(option => option != "--help"))
                help.ShouldContain(option, Case.Sensitive, $"{document}: {command}");
        }
        helps.Count.ShouldBeGreaterThan(10);
    }

    /// <summary>Blocks that are marked to run are run, in the sense that the program takes their words and comes to an answer.</summary>
    [Fact]
    public async Task Commands_that_are_marked_to_run_do()
    {
        var ran = 0;
        foreach (Match block in RunBlock().Matches(Text("docs/operations.md")))
            foreach (var line in block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                words[0].ShouldBe("./causalclipseg");
                var result = await Tool.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), .. words[1..]]);
                // 1: asked, and the answer is no (no service runs beside this test).
                result.ExitCode.ShouldBeOneOf([0, 1], $"{line}\n{result.Everything}");
                ran++;
            }
        ran.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void Every_test_that_the_security_page_names_exists()
    {
        var page = Text("docs/security.md");
        var names = TestName().Matches(page).Select(name => name.Groups[1].Value).ToList();
        names.Count.ShouldBeGreaterThan(20);
        foreach (var name in names)
        {
            var (type, method) = name.Split('.') is [var t, var m] ? (t, m) : (name, "");
            var source = Directory.EnumerateFiles(RepositoryRoot.Combine("tests"), $"{type}*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText).ToList();
            source.ShouldContain(text => text.Contains($"class {type}") && (method.Length == 0 || text.Contains($" {method}(")), name);
        }
        foreach (var row in page.Split('\n').SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.StartsWith('|')))
            TestName().IsMatch(row).ShouldBeTrue($"a threat without its test: {row}");
    }

    [Fact]
    public void The_picture_of_the_house_shows_every_stage_and_every_project()
    {
        var picture = XDocument.Load(RepositoryRoot.Combine("docs", "architecture.svg"));
        var rooms = picture.Descendants().Where(e => e.Name.LocalName == "text" && e.Attribute("class")?.Value == "name").Select(e => e.Value).ToList();
        var stages = Directory.GetDirectories(RepositoryRoot.Combine("src", "CausalClipSeg.Pipeline")).Select(Path.GetFileName).Where(name => !Elsewhere.Contains(name));
        var projects = Directory.GetDirectories(RepositoryRoot.Combine("src")).Select(Path.GetFileName).Where(name => name != "CausalClipSeg.Pipeline").Append("migrations");
        rooms.ShouldBe(stages.Concat(projects), ignoreOrder: true);
        rooms.ShouldBeUnique();
    }

    [Fact]
    public void The_model_cards_tell_the_figures_of_the_bundle()
    {
        using var bundle = JsonDocument.Parse(Text("models/causalclipseg-compact/bundle.json"));
        var metrics = bundle.RootElement.GetProperty("metrics").EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetDouble());
        foreach (var card in new[] { "docs/model-card.md", "models/causalclipseg-compact/MODEL_CARD.md" })
        {
            var told = FigureRow().Matches(Text(card)).ToDictionary(row => row.Groups[1].Value, row => double.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture));
            told.Keys.ShouldBe(metrics.Keys, ignoreOrder: true, card);
            foreach (var (name, value) in metrics)
                told[name].ShouldBe(value, 0.00006, $"{card}: {name}");
        }
    }

    [Fact]
    public void Every_file_that_contributing_names_exists()
    {
        foreach (Match path in SourcePath().Matches(Text("CONTRIBUTING.md")))
            (File.Exists(RepositoryRoot.Combine(path.Groups[1].Value)) || Directory.Exists(RepositoryRoot.Combine(path.Groups[1].Value))).ShouldBeTrue(path.Groups[1].Value);
    }

    [Fact]
    public async Task The_benchmarks_page_names_every_measurement_and_a_lost_ratio_is_found()
    {
        var page = Text("benchmarks/README.md");
        foreach (var file in Directory.EnumerateFiles(RepositoryRoot.Combine("benchmarks"), "*Benchmark.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)))
            foreach (Match verb in BenchmarkVerb().Matches(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)))
                page.ShouldContain($"| `{verb.Groups[1].Value}` |");

        var measured = Figures.Of("headers", """{ "filesPerSecond": 900, "ratioToPydicom": 4.0, "bySize": [{ "name": "large", "ratio": 2.0 }, { "name": "small", "ratio": 1.5 }] }""");
        var table = Table.With(page, new Machine([("processor", "this")]), [new("./causalclipseg benchmark headers --json", "2026-01-02, load 0.1 at the start", measured)]);
        table.ShouldStartWith(page.Split("<!-- figures -->")[0].TrimEnd());
        var committed = Table.Read(table)["headers"];
        (committed.Command, committed.When).ShouldBe(("./causalclipseg benchmark headers --json", "2026-01-02, load 0.1 at the start"));
        committed.Figures.Values.ShouldBe(measured.Values);
        RatioCheck.Of(committed.Figures, measured, 0.25).ShouldAllBe(row => !row.IsLost);
        var slower = Figures.Of("headers", """{ "ratioToPydicom": 3.1, "bySize": [{ "name": "large", "ratio": 1.49 }] }""");
        RatioCheck.Of(committed.Figures, slower, 0.25).Where(row => row.IsLost).Select(row => row.Name).ShouldBe(["bySize.large.ratio", "bySize.small.ratio"], ignoreOrder: true);
    }

    [Fact]
    public void One_lost_case_or_one_problem_is_too_many_whatever_the_page_says_and_a_count_that_is_no_longer_taken_is_missed()
    {
        var committed = Figures.Of("faults", """{ "kills": 4, "lost": 0, "stuck": 0, "byPoint": [{ "point": "after-store", "lost": 0, "maxRecoverySeconds": 9 }], "parser": { "problems": 1 } }""");
        RatioCheck.Of(committed, Figures.Of("faults", """{ "kills": 2, "lost": 0, "stuck": 0, "byPoint": [{ "point": "after-store", "lost": 0 }], "parser": { "problems": 0 } }"""), 0.25).ShouldAllBe(row => !row.IsLost);

        var worse = RatioCheck.Of(committed, Figures.Of("faults", """{ "kills": 4, "lost": 1, "byPoint": [{ "point": "after-store", "lost": 0 }], "parser": { "problems": 1 } }"""), 0.25).Where(row => row.IsLost).ToList();
        worse.Select(row => row.Sentence).ShouldBe(
            ["LOST  faults lost: 0 committed, 1 now", "LOST  faults stuck: 0 committed, not measured any more", "LOST  faults parser.problems: 1 committed, 1 now"]);
    }

    private static string Text(string document) => File.ReadAllText(RepositoryRoot.Combine(document));

    private static IEnumerable<(string Document, string Command)> Commands(string document) => Fence().Matches(Text(document))
        .SelectMany(block => block.Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')).Select(line => line.Trim())
        .Where(line => line.StartsWith("./causalclipseg ", StringComparison.Ordinal) && !line.StartsWith("./causalclipseg benchmark", StringComparison.Ordinal))
        .Select(line => (document, Redirected().Replace(line["./causalclipseg ".Length..], "")))
        .Where(command => !command.Item2.StartsWith('-'));

    /// <summary>Empty where there is no such verb.</summary>
    private static async Task<string> Help(Dictionary<string, string> known, string[] verb)
    {
        var name = string.Join(' ', verb);
        if (!known.TryGetValue(name, out var help))
        {
            var result = await Tool.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), .. verb, "--help"]);
            // Asked for the help of what it does not know, it shows that of the nearest verb.
            known[name] = help = result.ExitCode == 0 && result.Output.Contains($"{name} ", StringComparison.Ordinal) ? result.Output : "";
        }
        return help;
    }

    private static string Anchor(string heading) => NotInAnchor().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^```run\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex RunBlock();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex("^[a-z][a-z-]*$")]
    private static partial Regex Verb();

    [GeneratedRegex(@"\s*[<>|#].*$")]
    private static partial Regex Redirected();

    [GeneratedRegex(@"`(\w+Tests(?:\.\w+)?)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^\| ((?:valid|ablation)\w+) \| ([\d.]+) \|$", RegexOptions.Multiline)]
    private static partial Regex FigureRow();

    [GeneratedRegex(@"`((?:src|tests)/[\w./-]+)`")]
    private static partial Regex SourcePath();

    [GeneratedRegex("new Command\\(\"([a-z-]+)\"")]
    private static partial Regex BenchmarkVerb();
}
