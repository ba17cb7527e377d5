using System.Diagnostics;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Synthetic;

namespace CausalClipSeg.Tests;

/// <summary>The train verb as a process: a power cut and a Ctrl-C cost time, never what was learnt.</summary>
public sealed class TrainingProcessTests : IAsyncLifetime
{
    private const int Epochs = 60; // long enough for a signal to arrive before the end
    private readonly TemporaryFolder _folder = new("train");

    public async ValueTask InitializeAsync()
    {
        SyntheticDataset.Write(_folder.Path, "train", 8, seed: 3);
        await File.WriteAllTextAsync(_folder.File("geometry.json"), """
            {"layers":[1,1,1,1],"width":8,"embed":32,"positionResolution":64,"vocabulary":0,"textWidth":32,"textLayers":1,"textHeads":1,"contextLength":32,"wordLength":32,"fused":16}
            """);
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task A_run_that_is_killed_then_interrupted_learns_what_an_undisturbed_one_learns()
    {
        using var undisturbed = Start("whole");
        var (ended, said) = await End(undisturbed);
        ended.ShouldBe(0, said);
        said.ShouldContain("8 pictures of");

        using var killed = Start("parts");
        await Told("parts", epochs: 2);
        killed.Kill();
        await killed.WaitForExitAsync(TestContext.Current.CancellationToken);

        using var interrupted = Start("parts", "--resume");
        // Stands ready: a shell that has to start first may come after the end of the run.
        using var interruption = Process.Start(new ProcessStartInfo("sh", ["-c", "read -r _ && kill -INT \"$0\"", $"{interrupted.Id}"]) { RedirectStandardInput = true })!;
        await Told("parts", epochs: 5);
        await interruption.StandardInput.WriteLineAsync();
        var (code, error) = await End(interrupted);
        code.ShouldBe(1, error);
        error.ShouldContain("Stopped.");

        using var last = Start("parts", "--resume");
        (await End(last)).ExitCode.ShouldBe(0);

        TrainingMetrics.Read(_folder.File("parts")).Select(step => (step.Step, step.Loss, step.ValidationDice))
            .ShouldBe(TrainingMetrics.Read(_folder.File("whole")).Select(step => (step.Step, step.Loss, step.ValidationDice)));
        ModelBundle.Load(_folder.File("parts")).WeightsSha256.ShouldBe(ModelBundle.Load(_folder.File("whole")).WeightsSha256);
        using var curves = SkiaSharp.SKBitmap.Decode(_folder.File("parts", "metrics.png"));
        curves.Width.ShouldBe(960);
    }

    private Process Start(string output, params string[] more)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), "train", "--data", _folder.File("train.jsonl"), "--valid", _folder.File("train.jsonl"), "--out", _folder.File(output),
            "--geometry", _folder.File("geometry.json"), "--epochs", $"{Epochs}", "--batch", "4", "--threads", "1", .. more,
        ];
        return Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
    }

    private static async Task<(int ExitCode, string Error)> End(Process process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var error = await process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, error);
    }

    /// <summary>Waits until the run has told of so many epochs.</summary>
    private async Task Told(string output, int epochs)
    {
        var watch = Stopwatch.StartNew();
        while (!File.Exists(_folder.File(output, "metrics.jsonl")) || TrainingMetrics.Read(_folder.File(output)).Count(step => step.ValidationDice is not null) < epochs)
        {
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(5), "the run does not come on");
            await Task.Delay(10);
        }
    }
}
