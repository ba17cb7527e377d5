using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>How a picture becomes the network's input; part of the bundle, so that training and use never differ.</summary>
public sealed record Preprocessing
{
    /// <summary>Stretches both sides to the input size, with an antialiasing filter when they shrink.</summary>
    public const string Stretch = "stretch-bilinear-antialias";

    private const int Grain = 32, LargestSide = 4096;

    public required int InputSize { get; init; }

    public float Mean { get; init; } = 0.5f;

    public float StandardDeviation { get; init; } = 0.25f;

    public string Resize { get; init; } = Stretch;

    /// <summary>The first setting with which no picture can be made an input, in words; null when there is none.</summary>
    public string? Problem() =>
        SideProblem("inputSize", InputSize)
        ?? (float.IsFinite(Mean) ? null : $"mean is a finite number, not {Mean}")
        ?? (float.IsFinite(StandardDeviation) && StandardDeviation > 0 ? null : $"standardDeviation is a number above 0, not {StandardDeviation}")
        ?? (Resize == Stretch ? null : $"resize is \"{Stretch}\", not \"{Resize}\"");

    /// <summary>The network halves a side five times.</summary>
    internal static string? SideProblem(string name, int side) =>
        side is >= Grain and <= LargestSide && side % Grain == 0 ? null : $"{name} is a multiple of {Grain} up to {LargestSide}, not {side}";

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
