using System.CommandLine;
using System.Text.Json;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks.Learning;

/// <summary><c>benchmark learning [--quick] [--servers] [--picture F]</c>: a year of labels, and what the gate makes of it.</summary>
internal static class LearningBenchmark
{
    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Drawn pictures and fewer months: minutes in place of an hour." };
        var servers = new Option<bool>("--servers") { Description = "Play it again on RabbitMQ and PostgreSQL with a trainer that is killed twice; it must end with the same weights." };
        var picture = new Option<string?>("--picture") { Description = "Where to draw the curve (PNG)." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object on standard output." };
        var command = new Command("learning", "A year of labels: promotions, refusals, and the Dice on patients that no training sees.") { quick, servers, picture, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var folder = new TemporaryFolder("learning-year");
            var small = parsed.GetValue(quick);
            var (good, bad) = small ? (5, 3) : (12, 4);
            var year = small
                ? YearOfLabels.OfDrawings(folder.Path, start: 96, months: good + bad, perMonth: 80, frozen: 100)
                : YearOfLabels.OfRadiographs(folder.Path, SharedData.Require("data/qata-cov19/train.jsonl") is var list ? Path.GetDirectoryName(list) ?? "." : ".", start: 240, months: good + bad, perMonth: 200, frozen: 300);
            Output.Say("training the first model…");
            var first = First(year, folder.File("first"), small ? 8 : 6, cancellation);
            var settings = Settings(folder.File("store"), first, year.Months[0].Count, small);
            var embedded = await new YearPlayer(year, first, settings).PlayAsync(good, null, 0, Tell, cancellation).ConfigureAwait(false);
            PlayedYear? real = null;
            if (parsed.GetValue(servers))
                real = await OnServersAsync(year, folder.File("store-2"), first, small, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(picture) is { } path)
                CurvePicture.Write(path, embedded, small ? "Dice on frozen drawings" : "Dice on 300 frozen radiographs");
            Output.Say(FormattableString.Invariant($"{embedded.Promotions} promotions, {embedded.Refusals} refusals; Dice {embedded.DiceStart:0.000} -> {embedded.DiceEnd:0.000}, worst step {embedded.WorstStep:0.000}; {embedded.BadLabelsRefused} of {bad} bad months refused"));
            if (real is not null)
                Output.Say($"on servers, trainer killed {real.Kills} times: {(Same(embedded, real) ? "the same weights" : "OTHER weights")}");
            if (parsed.GetValue(json))
                Console.Out.WriteLine(JsonSerializer.Serialize(new
                {
                    embedded.Promotions, embedded.Refusals, embedded.DiceStart, embedded.DiceEnd, embedded.WorstStep, embedded.BadLabelsRefused,
                    badMonths = bad, kills = real?.Kills, sameOnServers = real is null ? (bool?)null : Same(embedded, real), embedded.Months,
                }, JsonSerializerOptions.Web));
            return 0;
        });
        return command;
    }

    /// <summary>The same champion after each of the months that both have played.</summary>
    private static bool Same(PlayedYear embedded, PlayedYear real) =>
        real.Months.Select(m => m.ChampionSha256).SequenceEqual(embedded.Months.Take(real.Months.Count).Select(m => m.ChampionSha256));

    private static async Task<PlayedYear> OnServersAsync(YearOfLabels year, string store, string first, bool small, CancellationToken cancellation)
    {
        await using var servers = new RealServers();
        var broker = await (await servers.RabbitMq().ConfigureAwait(false)).CreateVirtualHost($"learning-{Guid.NewGuid():n}").ConfigureAwait(false);
        var settings = new Dictionary<string, string?>(Settings(store, first, year.Months[0].Count, small))
        {
            ["Broker:RabbitMq"] = broker.ToString(),
            ["Database:Postgres"] = await (await servers.Postgres().ConfigureAwait(false)).CreateDatabase("learning").ConfigureAwait(false),
            ["Labels:ReaderKey"] = "a key of the year's readers",
            ["Intake:DicomPort"] = $"{FreePort.Next()}",
            ["Intake:MllpPort"] = $"{FreePort.Next()}",
        };
        // Two months are enough to be killed in.
        return await new YearPlayer(year with { Months = [.. year.Months.Take(2)] }, first, settings).PlayAsync(2, new TrainerProcess(settings), 2, Tell, cancellation).ConfigureAwait(false);
    }

    private static Dictionary<string, string?> Settings(string store, string first, int newLabels, bool small) => new()
    {
        ["Storage:Root"] = store,
        ["Model:Bundle"] = first,
        ["Status:Port"] = $"{FreePort.Next()}",
        ["Logging:LogLevel:Default"] = "Warning",
        ["Retraining:NewLabels"] = $"{newLabels}",
        ["Retraining:Epochs"] = small ? "6" : "3",
        ["Retraining:BatchSize"] = "16",
        ["Retraining:LearningRate"] = small ? "0.002" : "0.0006",
        ["Retraining:CheckpointEvery"] = "5",
        ["Retraining:Threads"] = "1",
        ["Promotion:MinimumCases"] = "10",
    };

    private static string First(YearOfLabels year, string folder, int epochs, CancellationToken cancellation)
    {
        var list = Path.Combine(year.Folder, "start.jsonl");
        File.WriteAllLines(list, year.Start.Select(line => JsonSerializer.Serialize(new { image = line.Image, mask = line.Mask, text = line.Text })));
        return new Trainer(new TrainingOptions
        {
            TrainingLists = [list], ValidationList = year.FrozenList, OutputFolder = folder, Geometry = year.Geometry, Preprocessing = new Preprocessing { InputSize = year.InputSize },
            BundleName = "year", Epochs = epochs, BatchSize = 16, LearningRate = 4e-3, MaskerLearningRate = 2e-3, WarmupSteps = 10, EpochValidationSamples = 20, Threads = 1,
        }, TimeProvider.System).Run(cancellation: cancellation).BundleFolder;
    }

    private static void Tell(PlayedMonth month) => Output.Say(FormattableString.Invariant(
        $"month {month.Month,2}{(month.BadLabels ? " (bad labels)" : "")}: {(month.Promoted ? "promoted" : "refused ")}  frozen Dice {month.FrozenDice:0.000}  {month.Reason?.Split('\n')[0]}"));
}
