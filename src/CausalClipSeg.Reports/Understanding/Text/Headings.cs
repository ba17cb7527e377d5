namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>Knows the headings of radiology reports and what stands under each.</summary>
internal static class Headings
{
    private const int LongestName = 24;

    private static readonly Dictionary<string, (ReportPart Part, string Section)> _known = Build();

    private static readonly WordSet _views = new(
        "pa", "ap", "lateral", "lat", "view", "views", "portable", "frontal", "single", "one", "two", "three", "erect", "supine", "upright", "bedside", "mobile", "chest", "x", "ray", "xray", "cxr", "radiograph", "radiographs",
        "film", "films", "and", "number", "no", "date", "dated", "time", "v");

    private static readonly WordSet _organs = new(
        "lung", "lungs", "pleura", "pleural", "heart", "cardiac", "cardiomediastinal", "mediastinum", "mediastinal", "line", "lines", "tubes", "devices", "airway", "airways", "bone", "bones", "bony", "osseous", "diaphragm",
        "diaphragms", "hemidiaphragms", "hila", "tissues", "parenchyma", "vasculature", "vessels");

    /// <summary>The section a name opens; null for words that are no heading of ours. Words are parted by single blanks, in small letters.</summary>
    public static (ReportPart Part, string Section)? Find(ReadOnlySpan<char> name) =>
        _known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var found) ? found : null;

    /// <summary>The section that a longer heading's last word names: "FINDINGS AND IMPRESSION:"; null where it is not the section's own name.</summary>
    public static (ReportPart Part, string Section)? OfLast(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[LongestName];
        return word.Length <= LongestName && Find(lower[..word.ToLowerInvariant(lower)]) is { } known && known.Section.AsSpan().StartsWith(lower[..word.Length].TrimEnd('s')) ? known : null;
    }

    /// <summary>True for what may trail a heading's name: "Chest x-ray, two views:".</summary>
    public static bool IsView(ReadOnlySpan<char> word) => _views.Has(word);

    /// <summary>True for what is looked at one by one: "Lungs:", "Heart:".</summary>
    public static bool IsOrgan(ReadOnlySpan<char> word) => _organs.Has(word);

    private static Dictionary<string, (ReportPart Part, string Section)> Build()
    {
        var known = new Dictionary<string, (ReportPart, string)>(StringComparer.Ordinal);
        Add(ReportPart.Seen, "findings", "findings", "finding", "report", "description", "observations", "observation", "chest", "body of report", "result", "results", "procedure findings", "narrative", "interpretation", "chest findings", "x ray findings", "radiographic findings", "frontal and lateral views", "chest x ray", "chest xray", "cxr");
        Add(ReportPart.Seen, "impression", "impression", "impressions", "conclusion", "conclusions", "opinion", "summary", "diagnosis", "assessment", "imp", "final impression", "wet read", "preliminary impression");
        Add(ReportPart.Seen, "addendum", "addendum", "addenda", "correction", "corrections", "corrected report", "amendment", "amended report", "erratum");
        Add(ReportPart.NotSeen, "indication", "indication", "indications", "reason for exam", "reason for examination", "reason for study", "reason", "reason for procedure", "clinical indication", "clinical information", "indications for procedure", "reason for the exam", "clinical question", "clinical data", "clinical details", "exam reason", "reason for request", "request");
        Add(ReportPart.NotSeen, "history", "history", "clinical history", "medical history", "past history", "clinical", "hx", "symptoms", "patient history", "admitting diagnosis", "referring diagnosis", "clinical diagnosis", "working diagnosis", "provisional diagnosis");
        Add(ReportPart.NotSeen, "technique", "technique", "procedure", "procedures", "exam", "examination", "exam type", "study", "views", "view", "imaging procedure description", "protocol", "type of exam", "examination performed");
        Add(ReportPart.NotSeen, "comparison", "comparison", "comparisons", "comparison studies", "prior studies", "compared to", "comparison study", "priors");
        Add(ReportPart.NotSeen, "recommendation", "recommendation", "recommendations", "follow up", "followup", "plan", "advice", "communication", "notification", "recommend");
        return known;

        void Add(ReportPart part, string section, params string[] headings)
        {
            foreach (var heading in headings) known[heading] = (part, section);
        }
    }
}
