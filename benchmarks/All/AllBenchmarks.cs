using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks.All;

/// <summary>
/// <c>benchmark all [--quick] [--only …]</c>: every measurement, each in a process of its own, into benchmarks/README.md. <c>benchmark check</c>: the ratios measured
/// again and held against those tables; for people and releases, since only a machine with nothing else to do says anything.
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
            var committed = Table.Read(await File.ReadAllTextAsync(Page, cancellation).ConfigureAwait(false));
            var machine = await Machine.LookAsync(TimeProvider.System.GetUtcNow()).ConfigureAwait(false);
            var measured = new List<(string, Figures)>();
            foreach (var verb in verbs)
            {
                var line = Line(verb, parsed.GetValue(quick));
                var shown = $"./causalclipseg benchmark {string.Join(' ', line)}";
                // What is left out keeps its figures.
                if (!Wanted(verb, parsed.GetValue(only)))
                {
                    if (committed.TryGetValue(verb.Name, out var kept))
                        measured.Add((shown, kept));
                    continue;
                }
                Output.Say(shown);
                measured.Add((shown, Figures.Of(verb.Name, await RunAsync(line, cancellation).ConfigureAwait(false))));
            }
            await File.WriteAllTextAsync(Page, Table.With(await File.ReadAllTextAsync(Page, cancellation).ConfigureAwait(false), machine, measured), cancellation).ConfigureAwait(false);
            Output.WriteJson(measured.ToDictionary(m => m.Item2.Verb, m => m.Item2.Values.ToDictionary(figure => figure.Name, figure => figure.Value)));
            return ExitCode.Done;
        });
        return command;
    }

    public static Command CreateCheck(IReadOnlyList<Command> verbs)
    {
        var only = Only();
        var command = new Command("check", "Measures the ratios to the peers again and refuses where one has lost more than a quarter against benchmarks/README.md.") { only };
        command.SetAction(async (parsed, cancellation) =>
        {
            var committed = Table.Read(await File.ReadAllTextAsync(Page, cancellation).ConfigureAwait(false));
            var rows = new List<RatioCheck>();
            foreach (var verb in verbs.Where(verb => Wanted(verb, parsed.GetValue(only)) && committed.TryGetValue(verb.Name, out var kept) && kept.Ratios.Any()))
            {
                var fresh = Figures.Of(verb.Name, await RunAsync(Line(verb, quick: true), cancellation).ConfigureAwait(false));
                rows.AddRange(RatioCheck.Of(committed[verb.Name], fresh, Tolerance));
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

    private static bool Wanted(Command verb, string? only) => only is null || only.Split(',').Contains(verb.Name);

    private static string[] Line(Command verb, bool quick) => quick && verb.Options.Any(option => option.Name == "--quick") ? [verb.Name, "--quick", "--json"] : [verb.Name, "--json"];

    /// <summary>In a process of its own, so that what one leaves behind does not slow down the next.</summary>
    private static async Task<string> RunAsync(string[] line, CancellationToken cancellation)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("This process does not know its own program.");
        string[] before = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(AllBenchmarks).Assembly.Location] : [];
        using var process = Process.Start(new ProcessStartInfo(program, [.. before, .. line]) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException($"{program} could not be started.");
        var output = await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        return output.Trim().Length > 0
            ? output
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"benchmark {string.Join(' ', line)} ended with {process.ExitCode} and no figures; its own sentence stands above."));
    }
}
