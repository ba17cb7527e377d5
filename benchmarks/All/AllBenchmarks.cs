using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks.All;

/// <summary>
/// <c>benchmark all [--quick] [--only …]</c>: every measurement, each in a process of its own, into benchmarks/README.md. <c>benchmark check</c>: the ratios measured
/// again and held against those tables, and the counts of what must be none; for people and releases, since only a machine with nothing else to do says anything.
/// </summary>
internal static class AllBenchmarks
{
    /// <summary>The part of a ratio that may be lost before it counts as a loss.</summary>
    private const double Tolerance = 0.25;

    private static string Page => RepositoryRoot.Combine("benchmarks", "README.md");

    public static Command CreateAll(IReadOnlyList<Command> verbs)
    {
        var quick = Quick();
        var only = Only();
        var command = new Command("all", "Measures everything and writes the tables of benchmarks/README.md.") { quick, only };
        command.SetAction(async (parsed, cancellation) =>
        {
            var wanted = Wanted(verbs, parsed.GetValue(only));
            var sections = new Dictionary<string, Measured>(Table.Read(await File.ReadAllTextAsync(Page, cancellation).ConfigureAwait(false)));
            var machine = await Machine.LookAsync(TimeProvider.System.GetUtcNow()).ConfigureAwait(false);
            var failed = new List<string>();
            foreach (var verb in wanted)
            {
                var line = Line(verb, parsed.GetValue(quick));
                var (command, when) = ($"./causalclipseg benchmark {string.Join(' ', line)}", Machine.When(TimeProvider.System.GetUtcNow()));
                Output.Say(command);
                var (output, code) = await RunAsync(line, cancellation).ConfigureAwait(false);
                if (code != ExitCode.Done || output.Length == 0)
                    failed.Add($"{command} ended with {code}{(output.Length == 0 ? " and no figures; those before stay" : "")}.");
                // After each one, so that the last of them cannot take the others along.
                if (output.Length > 0)
                    sections[verb.Name] = new(command, when, Figures.Of(verb.Name, output));
                var inOrder = verbs.Where(v => sections.ContainsKey(v.Name)).Select(v => sections[v.Name]);
                await File.WriteAllTextAsync(Page, Table.With(await File.ReadAllTextAsync(Page, cancellation).ConfigureAwait(false), machine, inOrder), cancellation).ConfigureAwait(false);
            }
            foreach (var sentence in failed)
                Output.Say(sentence);
            Output.WriteJson(sections.ToDictionary(section => section.Key, section => section.Value.Figures.Values.ToDictionary(figure => figure.Name, figure => figure.Value)));
            return failed.Count == 0 ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    public static Command CreateCheck(IReadOnlyList<Command> verbs)
    {
        var only = Only();
        var command = new Command("check", "Measures again what benchmarks/README.md has: refuses where a ratio has lost more than a quarter, and where anything was lost, doubled, stuck or wrong.") { only };
        command.SetAction(async (parsed, cancellation) =>
        {
            var committed = Table.Read(await File.ReadAllTextAsync(Page, cancellation).ConfigureAwait(false));
            var rows = new List<RatioCheck>();
            foreach (var verb in Wanted(verbs, parsed.GetValue(only)).Where(verb => committed.TryGetValue(verb.Name, out var kept) && kept.Figures.Ratios.Concat(kept.Figures.Nones).Any()))
            {
                // As it was measured: the short form of some has another ratio.
                var line = Line(verb, quick: committed[verb.Name].Command.Contains("--quick", StringComparison.Ordinal));
                var (output, code) = await RunAsync(line, cancellation).ConfigureAwait(false);
                if (output.Length == 0)
                    throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"benchmark {string.Join(' ', line)} ended with {code} and no figures; its own sentence stands above."));
                rows.AddRange(RatioCheck.Of(committed[verb.Name].Figures, Figures.Of(verb.Name, output), Tolerance));
            }
            foreach (var row in rows)
                Output.Say(row.Sentence);
            Output.WriteJson(new { passed = rows.TrueForAll(row => !row.IsLost), ratios = rows });
            return rows.Count == 0
                ? throw new InvalidDataException($"{Page} holds no ratio to compare with; measure first: ./causalclipseg benchmark all --quick")
                : rows.TrueForAll(row => !row.IsLost) ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static Option<bool> Quick() => new("--quick") { Description = "The short form of each." };

    private static Option<string?> Only() => new("--only") { Description = "Names of measurements, separated by commas; the others keep their figures." };

    private static List<Command> Wanted(IReadOnlyList<Command> verbs, string? only)
    {
        var names = only?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [.. verbs.Select(verb => verb.Name)];
        return names.Except(verbs.Select(verb => verb.Name)).FirstOrDefault() is { } unknown
            ? throw new InvalidDataException($"--only: there is no measurement '{unknown}'; there are {string.Join(", ", verbs.Select(verb => verb.Name))}.")
            : [.. verbs.Where(verb => names.Contains(verb.Name))];
    }

    private static string[] Line(Command verb, bool quick) => quick && verb.Options.Any(option => option.Name == "--quick") ? [verb.Name, "--quick", "--json"] : [verb.Name, "--json"];

    /// <summary>In a process of its own, so that what one leaves behind does not slow down the next.</summary>
    private static async Task<(string Output, int Code)> RunAsync(string[] line, CancellationToken cancellation)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("This process does not know its own program.");
        string[] before = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(AllBenchmarks).Assembly.Location] : [];
        using var process = Process.Start(new ProcessStartInfo(program, [.. before, .. line]) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException($"{program} could not be started.");
        var output = await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        return (output.Trim(), process.ExitCode);
    }
}
