using System.Globalization;
using System.Text.Json;

namespace CausalClipSeg.Benchmarks.All;

/// <summary>The numbers, words and yes-or-noes of one measurement, by the path at which its JSON holds them.</summary>
internal sealed record Figures(string Verb, IReadOnlyList<(string Name, string Value)> Values)
{
    private static readonly string[] Names = ["name", "what", "finding", "point", "size", "label", "month", "workers"];

    /// <summary>Counts of what must never happen, whatever the machine.</summary>
    private static readonly string[] Faults = ["lost", "duplicates", "stuck", "wrong", "wrongOnRealServers", "problems", "backlog", "deniedFindingsAsked"];

    /// <summary>What can be compared between machines: how we stand to a peer that was measured in the same run.</summary>
    public IEnumerable<(string Name, double Value)> Ratios => Numbers(name => name.StartsWith("ratio", StringComparison.OrdinalIgnoreCase));

    /// <summary>What must be none: cases lost, doubled or stuck, wrong histories, problems with hostile input.</summary>
    public IEnumerable<(string Name, double Value)> Nones => Numbers(Faults.Contains);

    /// <exception cref="InvalidDataException">The verb printed no JSON object.</exception>
    public static Figures Of(string verb, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return new(verb, [.. Flat(document.RootElement, "")]);
        }
        catch (JsonException unreadable)
        {
            throw new InvalidDataException($"benchmark {verb} printed no JSON object: {unreadable.Message}", unreadable);
        }
    }

    private IEnumerable<(string Name, double Value)> Numbers(Func<string, bool> isOne) => Values.Where(figure => isOne(figure.Name.Split('.')[^1]))
        .Select(figure => (figure.Name, double.TryParse(figure.Value, CultureInfo.InvariantCulture, out var number) ? number : double.NaN))
        .Where(number => double.IsFinite(number.Item2));

    private static IEnumerable<(string Name, string Value)> Flat(JsonElement element, string path, string? without = null) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Where(property => property.Name != without)
            .SelectMany(property => Flat(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => NameOf(item) is { } key
            ? Flat(item, $"{path}.{item.GetProperty(key)}", key)
            : Flat(item, string.Create(CultureInfo.InvariantCulture, $"{path}.{index}"))),
        JsonValueKind.Number => [(path, element.TryGetInt64(out _) ? element.GetRawText() : element.GetDouble().ToString("G5", CultureInfo.InvariantCulture))],
        JsonValueKind.String => [(path, element.GetString() ?? "")],
        JsonValueKind.True or JsonValueKind.False => [(path, element.GetRawText())],
        _ => [],
    };

    /// <summary>The property that a row of a list goes by, where it has one.</summary>
    private static string? NameOf(JsonElement item) => item.ValueKind == JsonValueKind.Object ? Names.FirstOrDefault(key => item.TryGetProperty(key, out _)) : null;
}
