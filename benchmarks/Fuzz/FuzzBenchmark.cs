using System.CommandLine;
using System.Diagnostics;
using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks.Fuzz;

/// <summary><c>benchmark fuzz</c>: damaged files for the parser and damaged associations for the server, as many as asked for, the same ones for the same seed.</summary>
internal static class FuzzBenchmark
{
    private const int ShownProblems = 20;

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "20,000 files and 500 associations." };
        var files = new Option<int>("--files") { Description = "Damaged files for the parser.", DefaultValueFactory = _ => 1_000_000 };
        var associations = new Option<int>("--pdus") { Description = "Damaged streams of PDUs for the server.", DefaultValueFactory = _ => 200_000 };
        var seed = new Option<int>("--seed") { Description = "Other seeds damage in other ways.", DefaultValueFactory = _ => 1 };
        var corpus = new Option<string?>("--corpus") { Description = "Folder of real files to damage too.", DefaultValueFactory = _ => SharedData.Has("data/dicom") ? Path.Combine(SharedData.Root, "data/dicom") : null };
        var replay = new Option<int?>("--replay") { Description = "Tries one file by its number, and writes it to --out." };
        var written = new Option<FileInfo?>("--out") { Description = "Where --replay writes its file." };
        var json = CommonOptions.Json();
        var command = new Command("fuzz", "Damaged files and associations: no crash, no hang, no allocation that the input does not justify.") { quick, files, associations, seed, corpus, replay, written, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var inputs = FuzzCorpus.Create(parsed.GetValue(corpus));
            if (parsed.GetValue(replay) is { } number) return Replay(new ParserFuzz(inputs, parsed.GetValue(seed)), number, parsed.GetValue(written));
            var isQuick = parsed.GetValue(quick);
            var parser = RunParser(inputs, parsed.GetValue(seed), isQuick ? 20_000 : parsed.GetValue(files), cancellation);
            var server = await RunServerAsync(parsed.GetValue(seed), isQuick ? 500 : parsed.GetValue(associations), cancellation).ConfigureAwait(false);
            Output.WriteJson(new { parser = Summary(parser), pdus = Summary(server) });
            return parser.Problems.Count + server.Problems.Count == 0 ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static int Replay(ParserFuzz fuzz, int number, FileInfo? written)
    {
        if (written is not null) File.WriteAllBytes(written.FullName, fuzz.Input(number));
        var outcome = fuzz.Try(number);
        Output.WriteJson(outcome);
        return outcome.Problem is null ? ExitCode.Done : ExitCode.Refused;
    }

    private static FuzzTally RunParser(IReadOnlyList<byte[]> corpus, int seed, int count, CancellationToken cancellation)
    {
        var fuzz = new ParserFuzz(corpus, seed);
        var tally = new FuzzTally();
        var clock = Stopwatch.StartNew();
        for (var number = 0; number < count && !cancellation.IsCancellationRequested; number++) tally.Add(number, fuzz.Try(number));
        Report("files", tally, clock.Elapsed);
        return tally;
    }

    private static async Task<FuzzTally> RunServerAsync(int seed, int count, CancellationToken cancellation)
    {
        using var fuzz = await AssociationFuzz.StartAsync(seed, cancellation).ConfigureAwait(false);
        var tally = new FuzzTally();
        var clock = Stopwatch.StartNew();
        for (var number = 0; number < count && !cancellation.IsCancellationRequested; number++)
            tally.Add(number, await fuzz.TryAsync(number, cancellation).ConfigureAwait(false));
        Report("streams of PDUs", tally, clock.Elapsed);
        return tally;
    }

    private static void Report(string what, FuzzTally tally, TimeSpan took)
    {
        Output.Say($"{tally.Inputs} {what} in {took.TotalSeconds:0} s: {tally.Taken} taken, {tally.Inputs - tally.Taken} refused, {tally.Problems.Count} problems; "
            + $"slowest {tally.SlowestMilliseconds:0} ms, largest allocation {tally.LargestAllocationMb:0.0} MB.");
        foreach (var (input, sentence) in tally.Problems.DistinctBy(problem => problem.Sentence).Take(ShownProblems)) Output.Say($"  input {input}: {sentence}");
    }

    private static object Summary(FuzzTally tally) => new
    {
        tally.Inputs,
        tally.Taken,
        problems = tally.Problems.Count,
        slowestMs = Math.Round(tally.SlowestMilliseconds, 1),
        largestAllocationMb = Math.Round(tally.LargestAllocationMb, 1),
    };
}
