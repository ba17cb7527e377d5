using System.Text.RegularExpressions;
using CausalClipSeg.Persistence;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>What a stretch of a report did.</summary>
public enum ReportRole
{
    /// <summary>Said nothing that was understood as a finding.</summary>
    Silent,

    /// <summary>Caused a segment.</summary>
    Cause,

    /// <summary>Describes a finding that no segment was asked for.</summary>
    Present,

    Uncertain,

    Negated,
}

/// <summary>A stretch of the report, word for word, with the findings that it holds and the segments that it caused.</summary>
public sealed record ReportRun(string Text, ReportRole Role, IReadOnlyList<int> Segments, IReadOnlyList<string> Findings);

/// <summary>Cuts a report into stretches, so that the words that decided stand out in their place.</summary>
internal static partial class ReportText
{
    public static IReadOnlyList<ReportRun> Cut(string text, IReadOnlyList<Finding> findings, IReadOnlyList<SegmentView> segments)
    {
        var runs = new List<ReportRun>();
        var done = 0;
        foreach (var (start, length, sentence) in Places(text, findings.Select(f => f.Sentence).Concat(segments.Select(s => s.Sentence)).Distinct()))
        {
            if (start < done)
                continue;
            if (start > done)
                runs.Add(Silent(text[done..start]));
            runs.Add(Run(text.Substring(start, length), sentence, findings, segments));
            done = start + length;
        }
        if (done < text.Length)
            runs.Add(Silent(text[done..]));
        return runs;
    }

    private static ReportRun Silent(string text) => new(text, ReportRole.Silent, [], []);

    private static ReportRun Run(string text, string sentence, IReadOnlyList<Finding> findings, IReadOnlyList<SegmentView> segments)
    {
        var said = findings.Where(f => f.Sentence == sentence).ToList();
        // A segment carries one sentence of possibly several; the others say the same finding.
        var caused = segments.Where(s => s.Sentence == sentence || said.Exists(f => f.FindingId == s.FindingId && f.Assertion != "absent")).Select(s => s.Number).ToList();
        var role = caused.Count > 0 ? ReportRole.Cause
            : said.Exists(f => f.Assertion == "present") ? ReportRole.Present
            : said.Exists(f => f.Assertion == "uncertain") ? ReportRole.Uncertain
            : ReportRole.Negated;
        return new ReportRun(text, role, caused, [.. said.Select(Describe)]);
    }

    private static string Describe(Finding finding) => finding.Assertion switch
    {
        "absent" => $"no {Words.Finding(finding.FindingId).ToLowerInvariant()}",
        "uncertain" => $"perhaps {Words.Finding(finding.FindingId).ToLowerInvariant()}",
        _ => Words.Finding(finding.FindingId).ToLowerInvariant() + (finding.Side == "none" ? "" : $", {finding.Side}"),
    };

    /// <summary>Where the sentences stand; line breaks and runs of blanks in the report count as one blank.</summary>
    private static List<(int Start, int Length, string Sentence)> Places(string text, IEnumerable<string> sentences)
    {
        var places = new List<(int Start, int Length, string Sentence)>();
        foreach (var sentence in sentences)
        {
            var words = Blanks().Split(sentence.Trim()).Select(Regex.Escape);
            var match = Regex.Match(text, string.Join(@"\s+", words), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            if (match is { Success: true, Length: > 0 })
                places.Add((match.Index, match.Length, sentence));
        }
        places.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
        return places;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
