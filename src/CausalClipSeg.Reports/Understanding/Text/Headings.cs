namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>Knows the headings of radiology reports and what stands under each.</summary>
internal static class Headings
{
    private static readonly Dictionary<string, (ReportPart Part, string Section)> _known = Build();

    /// <summary>The section a heading opens; null for words that are no heading of ours.</summary>
    public static (ReportPart Part, string Section)? Find(ReadOnlySpan<char> heading)
    {
        if (heading.Length > 60) return null;
        var lookup = _known.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> lower = stackalloc char[60];
        var length = heading.Trim().ToLowerInvariant(lower);
        return lookup.TryGetValue(lower[..length], out var found) ? found : null;
    }

    private static Dictionary<string, (ReportPart Part, string Section)> Build()
    {
        var known = new Dictionary<string, (ReportPart, string)>(StringComparer.Ordinal);
        Add(ReportPart.Seen, "findings", "findings", "finding", "report", "description", "observations", "observation", "chest", "body of report", "result", "results", "procedure findings", "narrative", "interpretation", "chest findings", "x-ray findings", "radiographic findings", "frontal and lateral views", "chest x-ray", "cxr");
        Add(ReportPart.Seen, "impression", "impression", "impressions", "conclusion", "conclusions", "opinion", "summary", "diagnosis", "assessment", "imp", "final impression", "wet read", "preliminary impression");
        Add(ReportPart.Seen, "addendum", "addendum", "addenda");
        Add(ReportPart.NotSeen, "indication", "indication", "indications", "reason for exam", "reason for examination", "reason for study", "reason", "reason for procedure", "clinical indication", "clinical information", "indications for procedure", "reason for the exam", "clinical question", "clinical data", "clinical details", "exam reason", "reason for request", "request");
        Add(ReportPart.NotSeen, "history", "history", "clinical history", "medical history", "past history", "clinical", "hx", "symptoms", "patient history");
        Add(ReportPart.NotSeen, "technique", "technique", "procedure", "procedures", "exam", "examination", "exam type", "study", "views", "view", "imaging procedure description", "protocol", "type of exam", "examination performed");
        Add(ReportPart.NotSeen, "comparison", "comparison", "comparisons", "comparison studies", "prior studies", "compared to", "comparison study", "priors");
        Add(ReportPart.NotSeen, "recommendation", "recommendation", "recommendations", "follow up", "follow-up", "followup", "plan", "advice", "communication", "notification", "recommend");
        return known;

        void Add(ReportPart part, string section, params string[] headings)
        {
            foreach (var heading in headings) known[heading] = (part, section);
        }
    }
}
