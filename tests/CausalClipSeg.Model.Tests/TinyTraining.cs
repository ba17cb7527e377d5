using CausalClipSeg.Model;
using SkiaSharp;

namespace CausalClipSeg.Tests;

/// <summary>A few drawn pictures and a very small network, so that a run takes seconds.</summary>
internal sealed class TinyTraining : IDisposable
{
    public const int Side = 64;
    private const int Pictures = 8;
    private readonly TemporaryFolder _folder = new("training");

    public TinyTraining()
    {
        string[] lines = [.. Enumerable.Range(0, Pictures).Select(Draw)];
        File.WriteAllLines(List, lines);
    }

    public string List => _folder.File("list.jsonl");

    public TrainingOptions Options(string output, int epochs) => new()
    {
        TrainingLists = [List],
        ValidationList = List,
        OutputFolder = _folder.File(output),
        Geometry = new NetworkGeometry
        {
            Layers = [1, 1, 1, 1], Width = 8, Embed = 32, PositionResolution = Side, Vocabulary = 0, TextWidth = 32, TextLayers = 1,
            TextHeads = 1, ContextLength = 32, WordLength = 32, Fused = 16,
        },
        Preprocessing = new Preprocessing { InputSize = Side },
        BatchSize = 4,
        Epochs = epochs,
        WarmupSteps = 2,
        MaskerEvery = 2,
        Threads = 1,
    };

    public string File_(params string[] parts) => _folder.File(parts);

    public void Dispose() => _folder.Dispose();

    private string Draw(int index)
    {
        var left = index % 2 == 0;
        var mask = new byte[Side * Side];
        for (var row = 40; row < 56; row++)
            for (var column = 0; column < 16; column++)
                mask[row * Side + column + (left ? 8 : 40)] = 255;
        var random = new Random(index);
        var (image, truth) = ($"{index}.png", $"{index}.mask.png");
        WritePng(_folder.File(image), [.. mask.Select(value => (byte)(random.Next(60) + value / 2))]);
        WritePng(_folder.File(truth), mask);
        return $$"""{"image":"{{image}}","mask":"{{truth}}","text":"unilateral pulmonary infection, one infected area, lower {{(left ? "left" : "right")}} lung."}""";
    }

    public static void WritePng(string path, byte[] gray, int side = Side)
    {
        using var bitmap = new SKBitmap(side, side, SKColorType.Gray8, SKAlphaType.Opaque);
        for (var row = 0; row < side; row++)
            gray.AsSpan(row * side, side).CopyTo(bitmap.GetPixelSpan()[(row * bitmap.RowBytes)..]);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, data.ToArray());
    }
}

/// <summary>Reports on the caller's thread, in order.</summary>
internal sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
