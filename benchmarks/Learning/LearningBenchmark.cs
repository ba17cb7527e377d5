using System.CommandLine;
using System.Text.Json;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks.Learning;

/// <summary>
/// <c>benchmark learning [--quick] [--servers] [--picture F]</c>: a year of labels, the same year with labels that turn bad half way, and what the gate makes of
/// either.
/// </summary>
internal static class LearningBenchmark
{
    /// <summary>Kills of the trainer on the servers, one in each of the first months.</summary>
    private const int Kills = 2;

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Drawn pictures and fewer months: minutes in place of an hour." };
        var servers = new Option<bool>("--servers") { Description = "Play the year of good labels again on RabbitMQ and PostgreSQL with a trainer that is killed twice; each month must end with the same champion." };
        var picture = new Option<string?>("--picture") { Description = "Where to draw the curves (PNG)." };
        var labels = new Option<int>("--labels") { Description = "Labels a month, of radiographs.", DefaultValueFactory = _ => 160 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object on standard output." };
        var command = new Command("learning", "A year of labels: promotions, refusals, and the Dice on patients that no training sees.") { quick, servers, picture, labels, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var folder = new TemporaryFolder("learning-year");
            var small = parsed.GetValue(quick);
            var (year, frozen) = small
                ? (YearOfLabels.OfDrawings(folder.Path, start: 96, months: 6, perMonth: 80, frozen: 100), "drawings")
                : (YearOfLabels.OfRadiographs(folder.Path, Path.GetDirectoryName(SharedData.Require("data/qata-cov19/train.jsonl")) ?? ".", start: 240, months: 12, perMonth: parsed.GetValue(labels), frozen: 400), "radiographs");
            Output.Say("training the first model…");
            var first = First(year, folder.File("first"), small ? 8 : 6, cancellation);
            var played = await PlayAsync(year, folder, first, small, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(picture) is { } path)
                CurvePicture.Write(path, played.Good, played.TurnsBad, $"Dice of the champion on {(small ? 100 : 400)} frozen {frozen}");
            var real = parsed.GetValue(servers) ? await OnServersAsync(year, folder.File("store-servers"), first, small, cancellation).ConfigureAwait(false) : null;
            Say(played.Good, played.TurnsBad, real);
            if (parsed.GetValue(json))
                Console.Out.WriteLine(JsonSerializer.Serialize(Document(played.Good, played.TurnsBad, real), JsonSerializerOptions.Web));
            return 0;
        });
        return command;
    }

    /// <summary>The good year; and from a copy of the records as they were half way, the same year with labels that turn bad there.</summary>
    private static async Task<(PlayedYear Good, PlayedYear TurnsBad)> PlayAsync(YearOfLabels year, TemporaryFolder folder, string first, bool small, CancellationToken cancellation)
    {
        var (months, half) = (year.Months.Count, year.Months.Count / 2);
        var (store, copy) = (folder.File("store"), folder.File("store-turns-bad"));
        YearPlayer On(string root) => new(year, first, Settings(root, first, year.Months[0].Count, small), Tell);
        var begun = await On(store).PlayAsync(null, half, months, cancellation).ConfigureAwait(false);
        Copy(store, copy);
        var turnsBad = await On(copy).PlayAsync(begun, months, half, cancellation).ConfigureAwait(false);
        return (await On(store).PlayAsync(begun, months, months, cancellation).ConfigureAwait(false), turnsBad);
    }

    private static async Task<PlayedYear> OnServersAsync(YearOfLabels year, string store, string first, bool small, CancellationToken cancellation)
    {
        await using var servers = new RealServers();
        var broker = await (await servers.RabbitMq().ConfigureAwait(false)).CreateVirtualHost($"learning-{Guid.NewGuid():n}").ConfigureAwait(false);
        var settings = new Dictionary<string, string?>(Settings(store, first, year.Months[0].Count, small))
        {
            ["Broker:RabbitMq"] = broker.ToString(),
            ["Database:Postgres"] = await (await servers.Postgres().ConfigureAwait(false)).CreateDatabase("learning").ConfigureAwait(false),
            ["Labels:ReaderKey"] = "a key of the year's readers",
            // Whoever follows a killed trainer waits no longer than this.
            ["Retraining:LeaseSeconds"] = "6",
            ["Intake:DicomPort"] = $"{FreePort.Next()}",
            ["Intake:MllpPort"] = $"{FreePort.Next()}",
        };
        var trainer = new TrainerProcess(new Dictionary<string, string?>(settings) { ["Status:Port"] = $"{FreePort.Next()}" });
        return await new YearPlayer(year, first, settings, Tell).PlayAsync(null, year.Months.Count, year.Months.Count, cancellation, trainer, Kills).ConfigureAwait(false);
    }

    private static Dictionary<string, string?> Settings(string store, string first, int newLabels, bool small) => new()
    {
        ["Storage:Root"] = store,
        ["Model:Bundle"] = first,
        // The same patients are judged on in every year that is played, on whatever servers.
        ["Datasets:SplitKey"] = "causalclipseg split 1",
        ["Status:Port"] = $"{FreePort.Next()}",
        ["Logging:LogLevel:Default"] = "Warning",
        ["Retraining:NewLabels"] = $"{newLabels}",
        ["Retraining:Epochs"] = small ? "6" : "4",
        ["Retraining:BatchSize"] = "16",
        ["Retraining:LearningRate"] = small ? "0.002" : "0.001",
        ["Retraining:CheckpointEvery"] = "5",
        ["Retraining:Threads"] = "1",
        ["Promotion:MinimumCases"] = "10",
        ["Promotion:MinimumPatients"] = "10",
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

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? to);
            File.Copy(file, target);
        }
    }

    private static void Tell(PlayedMonth month) => Output.Say(FormattableString.Invariant(
        $"{DateTime.UtcNow:HH:mm} month {month.Month,2}{(month.BadLabels ? " (shuffled labels)" : "")}: {(month.Promoted ? "promoted" : "refused ")}  frozen Dice {month.FrozenDice:0.000}  {month.Reason?.Split('\n')[0]}"));

    private static void Say(PlayedYear good, PlayedYear turnsBad, PlayedYear? real)
    {
        Output.Say(FormattableString.Invariant(
            $"good labels: {good.Promotions} promotions, {good.Refusals} refusals; Dice {good.DiceStart:0.000} -> {good.DiceEnd:0.000}, worst step at a promotion {good.WorstStep:+0.000;-0.000}"));
        Output.Say(FormattableString.Invariant($"labels that turn bad: {turnsBad.BadLabelsRefused} of {turnsBad.Months.Count(m => m.BadLabels)} bad months refused; Dice ends at {turnsBad.DiceEnd:0.000}"));
        if (real is not null)
            Output.Say($"on RabbitMQ and PostgreSQL, trainer killed {real.Kills} times: {(Same(good, real) ? "the same weights" : "OTHER weights")} after {real.Months.Count} months");
    }

    private static object Document(PlayedYear good, PlayedYear turnsBad, PlayedYear? real) => new
    {
        good.Promotions, good.Refusals, good.DiceStart, good.DiceEnd, good.WorstStep, turnsBad.BadLabelsRefused,
        badMonths = turnsBad.Months.Count(m => m.BadLabels), diceEndWithBadLabels = turnsBad.DiceEnd, kills = real?.Kills, sameOnServers = real is null ? (bool?)null : Same(good, real),
        good.Months, monthsThatTurnBad = turnsBad.Months,
    };

    /// <summary>The same champion after each of the months that both have played.</summary>
    private static bool Same(PlayedYear embedded, PlayedYear real) =>
        real.Months.Select(m => m.ChampionSha256).SequenceEqual(embedded.Months.Take(real.Months.Count).Select(m => m.ChampionSha256));
}
