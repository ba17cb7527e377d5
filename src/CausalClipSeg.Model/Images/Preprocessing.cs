using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>How a picture becomes the network's input; part of the bundle, so that training and use never differ.</summary>
public sealed record Preprocessing
{
    /// <summary>Stretches both sides to the input size, with an antialiasing filter when they shrink.</summary>
    public const string Stretch = "stretch-bilinear-antialias";

    public required int InputSize { get; init; }

    public float Mean { get; init; } = 0.5f;

    public float StandardDeviation { get; init; } = 0.25f;

    public string Resize { get; init; } = Stretch;

    /// <summary>The picture at the input size, 1x1xSxS, still 0..1.</summary>
    internal Tensor Scale(GrayImage image)
    {
        var source = image.Pixels.ToTensor(1, 1, image.Rows, image.Columns);
        return image.Rows == InputSize && image.Columns == InputSize
            ? source
            : nn.functional.interpolate(source, [InputSize, InputSize], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true);
    }

    /// <summary>Nx1xSxS of 0..1 to the network's Nx3xSxS.</summary>
    internal Tensor Normalise(Tensor images) =>
        images.sub(tensor(Mean)).div(tensor(StandardDeviation)).expand(images.shape[0], 3, images.shape[2], images.shape[3]).contiguous();
}
