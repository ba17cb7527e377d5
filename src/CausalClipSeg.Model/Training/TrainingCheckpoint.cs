using System.Globalization;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>All that a run needs to go on as if nothing had happened: weights, their average, the optimiser's state and the step.</summary>
internal sealed class TrainingCheckpoint(CausalClipSegNetwork network, WeightAverage average, TrainingGame game, IReadOnlyDictionary<string, string> fingerprint)
{
    public const string FileName = "checkpoint.safetensors";
    private const string StepKey = "step";

    /// <summary>A run that begins anew leaves nothing for a later one to go on with by mistake.</summary>
    public static void Forget(string folder) => File.Delete(Path.Combine(folder, FileName));

    public long Bytes
    {
        get
        {
            // The windows of the optimiser's blocks last until all are counted: freed by the collector, they would be freed under native code.
            using var scope = NewDisposeScope();
            return Tensors().Sum(pair => pair.Value.NumberOfElements * pair.Value.ElementSize);
        }
    }

    public void Save(string folder, long stepsDone)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(Path.Combine(folder, FileName), Tensors(),
            new Dictionary<string, string>(fingerprint) { [StepKey] = stepsDone.ToString(CultureInfo.InvariantCulture) });
    }

    /// <summary>The number of steps done, or 0 where there is no checkpoint.</summary>
    /// <exception cref="TrainingRefusedException">It is another run's.</exception>
    public long Restore(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return 0;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var file = SafetensorsFile.Open(path);
        RunFingerprint.Require(path, file.Metadata, fingerprint);
        foreach (var (name, target) in Tensors())
        {
            using var source = file.Read(name);
            if (!source.shape.SequenceEqual(target.shape))
                throw new WeightsException($"{path}: tensor {name} has another shape than this run's network; the checkpoint belongs to other options.");
            target.copy_(source);
        }
        return long.Parse(file.Metadata[StepKey], CultureInfo.InvariantCulture);
    }

    private IEnumerable<KeyValuePair<string, Tensor>> Tensors() =>
        Prefixed("network", network.state_dict()).Concat(Prefixed("average", average.Network.state_dict())).Concat(Prefixed("optimizer", game.OptimizerState));

    private static IEnumerable<KeyValuePair<string, Tensor>> Prefixed(string prefix, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        tensors.Select(pair => KeyValuePair.Create($"{prefix}.{pair.Key}", pair.Value));
}
