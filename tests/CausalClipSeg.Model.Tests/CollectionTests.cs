using CausalClipSeg.Model;
using TorchSharp;

namespace CausalClipSeg.Tests;

/// <summary>TorchSharp frees what nobody holds, also while native code reads it: with a collector that never rests this shows within seconds.</summary>
public sealed class CollectionTests : IDisposable
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(6);
    private readonly TinyTraining _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void A_training_and_its_answers_do_not_notice_a_garbage_collector_that_never_rests()
    {
        var undisturbed = Train("undisturbed");
        BesideACollector(LongEnough, round => Train($"disturbed-{round}").ShouldBe(undisturbed));
    }

    /// <summary>What nobody holds is what a scope does not.</summary>
    [Fact]
    public void What_is_made_on_the_way_is_held_until_native_code_has_read_it()
    {
        var start = TrainingStart.From(_data.Options("measured", 2));
        using var learner = new Learner(start);
        var question = new SegmentationInput(new GrayImage(32, 32, new float[32 * 32]), "left lung.");
        Directory.CreateDirectory(start.Options.OutputFolder);

        MadeOutside(() => FirstWeights.Draw(start.Options.Geometry).Dispose()).ShouldBe(0);
        MadeOutside(() => learner.CheckpointBytes.ShouldBePositive()).ShouldBe(0);
        MadeOutside(learner.Save).ShouldBe(0);
        MadeOutside(() => learner.Answering.Segment([question])).ShouldBe(0);
    }

    private static long MadeOutside(Action work)
    {
        var before = DisposeScopeManager.Statistics.TensorStatistics.CreatedOutsideScopeCount;
        work();
        return DisposeScopeManager.Statistics.TensorStatistics.CreatedOutsideScopeCount - before;
    }

    private static void BesideACollector(TimeSpan enough, Action<int> work)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var collector = new Thread(() =>
        {
            while (!over.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            var until = DateTime.UtcNow + enough;
            for (var round = 0; DateTime.UtcNow < until; round++)
                work(round);
        }
        finally
        {
            over.Cancel();
            collector.Join();
        }
    }

    private string Train(string name)
    {
        new Trainer(_data.Options(name, 2), TimeProvider.System).Run(cancellation: TestContext.Current.CancellationToken);
        return ModelBundle.Load(_data.File_(name)).WeightsSha256;
    }
}
