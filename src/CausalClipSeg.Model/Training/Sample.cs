using System.Text.Json;

namespace CausalClipSeg.Model;

/// <summary>A picture, its mask and the sentence that tells of it.</summary>
public sealed record Sample(string ImagePath, string MaskPath, string Text);

/// <summary>
/// Reads lists of samples: a JSON object a line with image, mask and text, paths relative to the list; or the folder with a table in
/// which QaTa-COV19 is published (<see cref="FolderSamples"/>).
/// </summary>
public static class SampleList
{
    public static IReadOnlyList<Sample> Read(string path)
    {
        if (FolderSamples.Fits(path))
            return FolderSamples.Read(path);
        if (!File.Exists(path))
            throw new TrainingDataException($"{path}: the list of samples does not exist.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var samples = File.ReadLines(path)
            .Select((line, i) => (line, number: i + 1))
            .Where(item => !string.IsNullOrWhiteSpace(item.line))
            .Select(item => Parse(item.line, item.number, path, folder)).ToArray();
        return samples.Length > 0 ? samples : throw new TrainingDataException($"{path}: the list has no samples.");
    }

    /// <summary>How many samples show a picture file that is learnt from as well: what is measured on them says nothing of other pictures.</summary>
    public static int Shared(IEnumerable<Sample> learntFrom, IEnumerable<Sample> judgedOn)
    {
        var learnt = learntFrom.Select(sample => Path.GetFullPath(sample.ImagePath)).ToHashSet(StringComparer.Ordinal);
        return judgedOn.Count(sample => learnt.Contains(Path.GetFullPath(sample.ImagePath)));
    }

    private static Sample Parse(string line, int number, string path, string folder)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            string Field(string name) => document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : throw new TrainingDataException($"{path}, line {number}: \"{name}\" is missing.");
            var sample = new Sample(Path.Combine(folder, Field("image")), Path.Combine(folder, Field("mask")), Field("text"));
            return !string.IsNullOrWhiteSpace(sample.Text) ? sample : throw new TrainingDataException($"{path}, line {number}: \"text\" is empty.");
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException) // the latter: an escaped half of a character
        {
            throw new TrainingDataException($"{path}, line {number}: not a JSON object: {problem.Message}", problem);
        }
    }
}
