using CausalClipSeg.Model;

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
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var collector = new Thread(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            var until = DateTime.UtcNow + LongEnough;
            for (var round = 0; DateTime.UtcNow < until; round++)
                Train($"disturbed-{round}").ShouldBe(undisturbed);
        }
        finally
        {
            enough.Cancel();
            collector.Join();
        }
    }

    private string Train(string name)
    {
        new Trainer(_data.Options(name, 2), TimeProvider.System).Run(cancellation: TestContext.Current.CancellationToken);
        return ModelBundle.Load(_data.File_(name)).WeightsSha256;
    }
}
