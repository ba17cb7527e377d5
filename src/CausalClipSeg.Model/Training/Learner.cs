using TorchSharp;
namespace CausalClipSeg.Model;

/// <summary>All that changes in a run: the network, its average, the game's state and the count of steps.</summary>
internal sealed class Learner : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly CausalClipSegNetwork _network;
    private readonly WeightAverage _average;
    private readonly TrainingGame _game;
    private readonly TrainingCheckpoint _checkpoint;

    public Learner(TrainingStart start)
    {
        (_options, _network) = (start.Options, start.Network);
        var target = ComputeTarget.Choose(_options.Compute, learning: true);
        Device = target.Device;
        _network.to(target.Device);
        _average = new WeightAverage(_network);
        _game = new TrainingGame(_network, _options, target);
        _checkpoint = new TrainingCheckpoint(_network, _average, _game, start.Fingerprint);
        Answering = new Segmenter(_average.Network, start.Tokenizer, _options.Preprocessing, target, ownsNetwork: true)
        {
            MirrorAveraging = start.MirrorAveraging,
        };
    }

    public long StepsDone { get; private set; }

    public torch.Device Device { get; }

    public CausalClipSegNetwork Average => _average.Network;

    /// <summary>Answers with the averaged weights, as the finished bundle will.</summary>
    public Segmenter Answering { get; }

    /// <exception cref="TrainingDivergedException">The loss is no number; what was saved before stays.</exception>
    public Round Learn(Batch batch, double pace)
    {
        var round = _game.Play(batch, StepsDone, pace);
        if (!double.IsFinite(round.Loss) || !double.IsFinite(round.ConfoundingLoss ?? 0))
            throw new TrainingDivergedException($"The loss is not finite at step {StepsDone + 1}; lower the learning rate (--learning-rate). What was saved before that step is kept.");
        StepsDone++;
        _average.Follow(Math.Min(_options.AverageDecay, (1.0 + StepsDone) / (10.0 + StepsDone)));
        Answering.ForgetTexts();
        return round;
    }

    /// <summary>What a checkpoint takes on disk.</summary>
    public long CheckpointBytes => _checkpoint.Bytes;

    public void Save() => _checkpoint.Save(_options.OutputFolder, StepsDone);

    public void Restore() => StepsDone = _checkpoint.Restore(_options.OutputFolder);

    public void Dispose()
    {
        Answering.Dispose();
        _network.Dispose();
    }
}
