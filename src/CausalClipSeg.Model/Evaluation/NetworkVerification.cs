using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>How far one tensor of ours is from the reference's: infinitely far where either holds what is no number.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record TensorDifference(string Name, double MaxAbsDiff, double MaxAbs);

/// <summary>The outcome of a comparison with the reference network's own numbers.</summary>
/// <param name="Tensors">Every compared tensor, gradients included (named grad.…).</param>
/// <param name="MaxAbsDiff">Largest difference of an eval-mode tensor.</param>
/// <param name="TrainModeMaxAbsDiff">Largest difference of a train-mode output; null when the file has none.</param>
/// <param name="GradMaxAbsDiff">Largest absolute difference of a gradient; null when the file has none.</param>
/// <param name="GradMaxRelDiff">The same relative to the largest value of that gradient.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record VerificationResult(
    IReadOnlyList<TensorDifference> Tensors, double MaxAbsDiff, double? TrainModeMaxAbsDiff, double? GradMaxAbsDiff, double? GradMaxRelDiff)
{
    public bool Passed => MaxAbsDiff <= 1e-4 && TrainModeMaxAbsDiff is null or <= 1e-3 && GradMaxRelDiff is null or <= 1e-3;
}

/// <summary>Holds the network against intermediate results, outputs and gradients that the reference network produced.</summary>
public static class NetworkVerification
{
    private const string GradientPrefix = "grad.";
    private const string TrainSuffix = "_trainmode";

    /// <exception cref="WeightsException">The file asks nothing that this network can be asked, or holds no answer to compare with.</exception>
    public static VerificationResult Verify(string weightsPath, string referencePath)
    {
        LibTorch.EnsureLoaded();
        using var scope = NewDisposeScope();
        using var weights = SafetensorsFile.Open(weightsPath);
        using var reference = SafetensorsFile.Open(referencePath);
        using var network = FirstWeights.Draw(GeometryFromWeights.Read(weights));
        NetworkWeights.Load(network, weights);
        var (image, tokens) = ReferenceQuestion.Read(reference, network.Geometry);

        network.eval();
        var ours = EvalTensors(network, image, tokens);
        var inference = Compare(reference, ours);
        if (inference.Count == 0)
            throw new WeightsException($"{referencePath}: there is nothing to compare; none of {string.Join(", ", ours.Select(tensor => tensor.Name))} is in the file.");
        var gradients = Gradients(network, reference, image, tokens);
        network.train();
        var train = Compare(reference, TrainTensors(network, image, tokens));

        return new VerificationResult([.. inference, .. train, .. gradients], inference.Max(tensor => tensor.MaxAbsDiff),
            train.Count > 0 ? train.Max(tensor => tensor.MaxAbsDiff) : null,
            gradients.Count > 0 ? gradients.Max(tensor => tensor.MaxAbsDiff) : null,
            gradients.Count > 0 ? gradients.Max(Relative) : null);
    }

    private static double Relative(TensorDifference gradient) =>
        double.IsFinite(gradient.MaxAbsDiff) ? gradient.MaxAbsDiff / Math.Max(gradient.MaxAbs, 1e-3) : double.PositiveInfinity;

    private static List<(string Name, Tensor Ours)> EvalTensors(CausalClipSegNetwork network, Tensor image, Tensor tokens)
    {
        using var noGradient = no_grad();
        var vision = network.Backbone.EncodeImage(image);
        var text = network.Backbone.EncodeText(tokens);
        var features = network.Neck.Align(vision);
        var masks = network.Neck.Masks(features);
        var heads = network.Heads(features, text.State);
        return
        [
            ("v3", vision.Stride8), ("v4", vision.Stride16), ("v5", vision.Stride32),
            ("word_features", text.Words), ("state", text.State),
            ("fq_sup", network.Neck.Aggregate(features, masks)), ("fq_inf", network.Neck.Aggregate(features, masks.Complement())),
            ("pred", heads.Causal), ("pred_ad", heads.Confounding),
        ];
    }

    private static List<(string, Tensor)> TrainTensors(CausalClipSegNetwork network, Tensor image, Tensor tokens)
    {
        using var noGradient = no_grad();
        var heads = network.forward(image, tokens);
        return [("pred" + TrainSuffix, heads.Causal), ("pred_ad" + TrainSuffix, heads.Confounding)];
    }

    private static List<TensorDifference> Gradients(CausalClipSegNetwork network, SafetensorsFile reference, Tensor image, Tensor tokens)
    {
        if (!reference.Entries.ContainsKey("target"))
            return [];
        var heads = network.forward(image, tokens);
        var target = ReferenceQuestion.Target(reference, heads.Causal);
        var loss = nn.functional.binary_cross_entropy_with_logits(heads.Causal, target)
            .Plus(nn.functional.binary_cross_entropy_with_logits(heads.Confounding, target));
        loss.backward();
        var ours = network.named_parameters()
            .Where(pair => pair.parameter.grad is not null)
            .Select(pair => (GradientPrefix + pair.name, pair.parameter.grad!));
        return Compare(reference, [.. ours, ("loss", loss)]);
    }

    private static List<TensorDifference> Compare(SafetensorsFile reference, IEnumerable<(string Name, Tensor Ours)> tensors)
    {
        var differences = new List<TensorDifference>();
        foreach (var (name, ours) in tensors.Where(tensor => reference.Entries.ContainsKey(tensor.Name)))
        {
            var theirs = reference.Read(name).to(ScalarType.Float64);
            var mine = ours.detach().to(ScalarType.Float64);
            if (theirs.NumberOfElements != mine.NumberOfElements)
                throw new WeightsException($"{reference.Path}: tensor {name} has shape [{string.Join(", ", theirs.shape)}], ours [{string.Join(", ", mine.shape)}].");
            var difference = (mine.reshape(-1) - theirs.reshape(-1)).abs().max().item<double>();
            differences.Add(new TensorDifference(name, double.IsFinite(difference) ? difference : double.PositiveInfinity, theirs.abs().max().item<double>()));
        }
        return differences;
    }
}
