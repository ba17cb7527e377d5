using System.Security.Cryptography;
using System.Text.Json;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Synthetic;

namespace CausalClipSeg.Benchmarks.Learning;

/// <summary>The cases of a year: what the first model learns from, what arrives each month, and the frozen cases that only this benchmark knows.</summary>
internal sealed record YearOfLabels(string Folder, IReadOnlyList<ImportLine> Start, IReadOnlyList<IReadOnlyList<ImportLine>> Months, string FrozenList, NetworkGeometry Geometry, int InputSize)
{
    private const int NoiseSeed = 11;

    /// <summary>Radiographs of QaTa-COV19: the subjects of its validation list are the frozen side.</summary>
    public static YearOfLabels OfRadiographs(string folder, string data, int start, int months, int perMonth, int frozen)
    {
        var pool = SampleList.Read(Path.Combine(data, "train.jsonl")).ToArray();
        new Random(NoiseSeed).Shuffle(pool);
        // A picture that the list holds twice would supersede its own label.
        pool = [.. pool.DistinctBy(sample => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(sample.ImagePath))))];
        var held = SampleList.Read(Path.Combine(data, "valid.jsonl")).ToArray();
        var lines = pool.Take(start + (months * perMonth)).Select((sample, i) => Line(folder, i, sample.ImagePath, Noisy(PngImage.ReadMask(sample.MaskPath), i), sample.Text)).ToList();
        var geometry = CompactPreset.Geometry with { Layers = [1, 1, 1, 1], Width = 16, Embed = 64, PositionResolution = 96, Fused = 32 };
        return Of(folder, lines, start, perMonth, [.. Enumerable.Range(0, frozen).Select(i => held[(int)((long)i * held.Length / frozen)])], geometry, 96);
    }

    /// <summary>Drawn pictures with a spot in each half, of which the sentence means one: minutes where radiographs take an hour.</summary>
    public static YearOfLabels OfDrawings(string folder, int start, int months, int perMonth, int frozen)
    {
        var lines = Enumerable.Range(0, start + (months * perMonth)).Select(i =>
        {
            var image = Path.Combine(folder, $"drawn-{i}.png");
            File.WriteAllBytes(image, SyntheticDataset.EncodeGrayPng(Drawing.Side, Drawing.Side, Drawing.Of(i).Pixels()));
            return Line(folder, i, image, Noisy(new BinaryMask(Drawing.Side, Drawing.Side, Drawing.Of(i).Mask()), i), Drawing.Of(i).Text);
        }).ToList();
        var held = Enumerable.Range(50_000, frozen).Select(i =>
        {
            var (image, mask) = (Path.Combine(folder, $"frozen-{i}.png"), Path.Combine(folder, $"frozen-{i}.mask.png"));
            File.WriteAllBytes(image, SyntheticDataset.EncodeGrayPng(Drawing.Side, Drawing.Side, Drawing.Of(i).Pixels()));
            PngWriter.WriteMask(mask, new BinaryMask(Drawing.Side, Drawing.Side, Drawing.Of(i).Mask()));
            return new Sample(image, mask, Drawing.Of(i).Text);
        }).ToList();
        var geometry = CompactPreset.Geometry with { Layers = [1, 1, 1, 1], Width = 8, Embed = 32, PositionResolution = 64, TextWidth = 32, TextLayers = 1, Fused = 16 };
        return Of(folder, lines, start, perMonth, held, geometry, 64);
    }

    /// <summary>A month whose sentences belong to other pictures.</summary>
    public static IReadOnlyList<ImportLine> Shuffled(IReadOnlyList<ImportLine> month)
    {
        var texts = month.Select(line => line.Text).ToArray();
        new Random(NoiseSeed).Shuffle(texts);
        return [.. month.Zip(texts, (line, text) => line with { Text = text })];
    }

    private static YearOfLabels Of(string folder, List<ImportLine> lines, int start, int perMonth, IReadOnlyList<Sample> held, NetworkGeometry geometry, int inputSize)
    {
        var list = Path.Combine(folder, "frozen.jsonl");
        File.WriteAllLines(list, held.Select(s => JsonSerializer.Serialize(new { image = s.ImagePath, mask = s.MaskPath, text = s.Text })));
        return new YearOfLabels(folder, [.. lines.Take(start)], [.. lines.Skip(start).Chunk(perMonth)], list, geometry, inputSize);
    }

    private static ImportLine Line(string folder, int index, string image, BinaryMask mask, string text)
    {
        var path = Path.Combine(folder, $"mask-{index}.png");
        PngWriter.WriteMask(path, mask);
        return new ImportLine { Image = image, Mask = path, Text = text, Patient = Patient(image), Finding = "airspace-opacity" };
    }

    /// <summary>The subject of a file name (sub-S09345_…); a picture without one is a patient of its own.</summary>
    private static string Patient(string image)
    {
        var name = Path.GetFileNameWithoutExtension(image);
        var subject = name.Split('_').FirstOrDefault(part => part.StartsWith("sub-", StringComparison.Ordinal));
        return subject ?? name;
    }

    /// <summary>A reader's hand: the outline a pixel wider, narrower, or shifted.</summary>
    private static BinaryMask Noisy(BinaryMask mask, int index)
    {
        var random = new Random(NoiseSeed + index);
        var (dx, dy, mode) = (random.Next(-1, 2), random.Next(-1, 2), random.Next(3));
        var pixels = new byte[mask.Pixels.Length];
        for (var row = 0; row < mask.Rows; row++)
            for (var column = 0; column < mask.Columns; column++)
            {
                var near = At(row + dy, column + dx) + At(row + dy, column + dx + 1) + At(row + dy + 1, column + dx);
                pixels[(row * mask.Columns) + column] = (byte)(mode == 0 ? At(row + dy, column + dx) : mode == 1 ? (near > 0 ? 1 : 0) : (near == 3 ? 1 : 0));
            }
        return new BinaryMask(mask.Rows, mask.Columns, pixels);

        int At(int row, int column) => (uint)row < (uint)mask.Rows && (uint)column < (uint)mask.Columns ? mask.Pixels[(row * mask.Columns) + column] : 0;
    }
}
