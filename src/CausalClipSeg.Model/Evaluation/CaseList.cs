using System.Globalization;

namespace CausalClipSeg.Model;

/// <summary>Writes every judged case as a row of a CSV file (RFC 4180), so that any tool can look for what the means hide.</summary>
public static class CaseList
{
    private static readonly string[] Columns = ["image", "mask", "text", "asked", "side", "zones", "pixels", "truth", "answer", "both", "dice", "iou"];

    public static void Write(string path, IReadOnlyList<CaseResult> cases, CaptionGrammar grammar) =>
        File.WriteAllLines(path, cases.Select(result => Row(result, CaseTraits.Of(result, grammar))).Prepend(string.Join(',', Columns)));

    private static string Row(CaseResult result, CaseTraits traits)
    {
        var overlap = result.Overlap;
        IFormattable?[] numbers = [traits.Zones, result.Pixels, overlap.Truth, overlap.Answer, overlap.Both];
        string[] cells =
        [
            result.Sample.ImagePath, result.Sample.MaskPath, result.Sample.Text, result.AskedText, traits.Side,
            .. numbers.Select(number => number?.ToString(null, CultureInfo.InvariantCulture) ?? ""),
            overlap.Dice.ToString("0.######", CultureInfo.InvariantCulture), overlap.Iou.ToString("0.######", CultureInfo.InvariantCulture),
        ];
        return string.Join(',', cells.Select(CsvTable.Written));
    }
}
