using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace CausalClipSeg.Pipeline.Evaluation;

/// <summary>Writes a comparison for machines (evaluation.json, cases.jsonl) and for people (evaluation.html with changes.png beside it).</summary>
internal static class EvaluationReport
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync(string folder, Comparison comparison, IReadOnlyList<JudgedCase> cases, byte[]? changes, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        if (changes is not null)
            await File.WriteAllBytesAsync(Path.Combine(folder, "changes.png"), changes, cancellation).ConfigureAwait(false);
        await File.WriteAllLinesAsync(Path.Combine(folder, "cases.jsonl"), cases.Select(c => JsonSerializer.Serialize(c, JsonSerializerOptions.Web)), cancellation).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder, "evaluation.json"), JsonSerializer.Serialize(comparison, Format), cancellation).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder, "evaluation.html"), Html(comparison, changes is not null), cancellation).ConfigureAwait(false);
    }

    private static string Html(Comparison c, bool pictures)
    {
        var asked = c.DiceGain.ForTail(c.Tail, c.Patients);
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Candidate and champion</title>")
            .Append("<style>body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1e23}table{border-collapse:collapse;margin:1rem 0}")
            .Append("td,th{padding:.25rem .8rem;text-align:right;border-bottom:1px solid #ddd}td:first-child,th:first-child{text-align:left}.worse{color:#b00020}.better{color:#00702c}img{max-width:100%}</style>")
            .Append($"<h1>{Text(c.Candidate.Version)} against {Text(c.Champion.Version)}</h1>")
            .Append($"<p>{c.Cases} frozen cases of {c.Patients} patients who are in no training set, {c.Negatives} of them negative. Differences are paired; intervals are 95 % (bootstrap over patients). ")
            .Append(c.Looks == 1 ? "This is the first comparison on frozen cases of this site.</p>" : $"This is comparison {c.Looks} on frozen cases of this site. Of many, one shows a gain by chance, so the gate asks for the {AlphaSpending.Percent(c.Tail)} % interval of the gain in Dice: {Number(asked.Low)} to {Number(asked.High)}.</p>");
        page.Append("<table><tr><th>figure<th>champion<th>candidate<th>difference<th>95 % interval</tr>");
        Row(page, "Dice", c.Champion.Dice, c.Candidate.Dice, c.DiceGain);
        Row(page, "IoU", c.Champion.Iou, c.Candidate.Iou, c.IouGain);
        Row(page, "missed lesions (empty answers)", c.Champion.Empty, c.Candidate.Empty);
        Row(page, "wrong-side answers", c.Champion.WrongSide, c.Candidate.WrongSide);
        Row(page, "masks on negatives", c.Champion.MasksOnNegatives, c.Candidate.MasksOnNegatives);
        page.Append($"<tr><td>calibration error<td>{Number(c.Champion.CalibrationError)}<td>{Number(c.Candidate.CalibrationError)}<td>{Number(c.Candidate.CalibrationError - c.Champion.CalibrationError)}<td></tr></table>");
        page.Append("<h2>Subgroups</h2><table><tr><th>group<th>cases<th>patients<th>champion<th>candidate<th>difference<th>95 % interval</tr>");
        foreach (var s in c.Subgroups)
            page.Append($"<tr><td>{Text(s.Group)}: {Text(s.Value)}<td>{s.Cases}<td>{s.Patients}<td>{Number(s.ChampionDice)}<td>{Number(s.CandidateDice)}<td class=\"{(s.Gain.Mean < 0 ? "worse" : "better")}\">{Number(s.Gain.Mean)}<td>{Number(s.Gain.Low)} to {Number(s.Gain.High)}</tr>");
        page.Append("</table>");
        if (c.Reference.Count > 0)
            page.Append("<h2>Locked reference lists</h2><table><tr><th>list<th>cases<th>champion<th>candidate<th>difference<th>95 % interval</tr>");
        foreach (var r in c.Reference)
            page.Append($"<tr><td>{Text(r.List)} <small>{r.Sha256[..12]}{(r.IsChanged ? ", changed since the comparison before" : "")}</small><td>{r.Cases}<td>{Number(r.ChampionDice)}<td>{Number(r.CandidateDice)}<td class=\"{(r.Gain.Mean < 0 ? "worse" : "better")}\">{Number(r.Gain.Mean)}<td>{Number(r.Gain.Low)} to {Number(r.Gain.High)}</tr>");
        page.Append(c.Reference.Count > 0 ? "</table>" : "").Append("<h2>Calibration</h2><p>Probability given against share of lesion; on the diagonal the two agree. Dashed: champion.</p>").Append(Curve(c));
        if (pictures)
            page.Append("<h2>What changed most</h2><p>Left the champion, right the candidate, the truth dashed; losses first.</p><img src=\"changes.png\" alt=\"The cases that changed most\">");
        return page.Append($"<p><small>Weights: champion {c.Champion.WeightsSha256}, candidate {c.Candidate.WeightsSha256}</small></p></html>").ToString();
    }

    private static void Row(StringBuilder page, string name, double champion, double candidate, Interval gain) =>
        page.Append($"<tr><td>{name}<td>{Number(champion)}<td>{Number(candidate)}<td class=\"{(gain.Mean < 0 ? "worse" : "better")}\">{Number(gain.Mean)}<td>{Number(gain.Low)} to {Number(gain.High)}</tr>");

    private static void Row(StringBuilder page, string name, int champion, int candidate) =>
        page.Append($"<tr><td>{name}<td>{champion}<td>{candidate}<td class=\"{(candidate > champion ? "worse" : "")}\">{candidate - champion}<td></tr>");

    private static string Curve(Comparison c) =>
        "<svg viewBox=\"0 0 200 200\" width=\"260\" height=\"260\" role=\"img\" aria-label=\"Calibration curves\"><rect width=\"200\" height=\"200\" fill=\"none\" stroke=\"#999\"/><path d=\"M0 200 200 0\" stroke=\"#ccc\"/>"
        + Line(c.Champion.CalibrationCurve, "stroke=\"#555\" stroke-dasharray=\"5 4\"") + Line(c.Candidate.CalibrationCurve, "stroke=\"#c65a00\" stroke-width=\"2\"") + "</svg>";

    private static string Line(IReadOnlyList<double[]> curve, string style) =>
        curve.Count == 0 ? "" : $"<polyline fill=\"none\" {style} points=\"{string.Join(' ', curve.Select(p => FormattableString.Invariant($"{p[0] * 200:F1},{200 - (p[1] * 200):F1}")))}\"/>";

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Text(string value) => WebUtility.HtmlEncode(value);
}
