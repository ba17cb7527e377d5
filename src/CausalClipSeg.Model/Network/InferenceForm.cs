using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>What there is to change in a network once it only has to answer: normalisations fold into convolutions, weights take the type of the computation.</summary>
internal sealed class InferenceForm
{
    private readonly List<NormalisedConvolution> _normalised = [];
    private readonly List<nn.Module> _plain = [];

    public NormalisedConvolution Normalised(Conv2d convolution, BatchNorm2d norm)
    {
        var layer = new NormalisedConvolution(convolution, norm);
        _normalised.Add(layer);
        return layer;
    }

    /// <summary>The first two entries of a block as <see cref="ConvBlock"/> makes it.</summary>
    public NormalisedConvolution Normalised(Sequential block) => Normalised((Conv2d)block[0], (BatchNorm2d)block[1]);

    /// <summary>Layers without a normalisation, which only change their type.</summary>
    public void Plain(params ReadOnlySpan<nn.Module> layers) => _plain.AddRange(layers);

    public void Take(ScalarType type)
    {
        _normalised.ForEach(layer => layer.Fold(type));
        _plain.ForEach(layer => layer.to(type));
    }
}
