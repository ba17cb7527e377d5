namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>What a site has decided that changes what the PACS must hold.</summary>
internal sealed record HistorySite(bool RunPreliminary, bool NewestOfEachView)
{
    public static readonly IReadOnlyList<HistorySite> All = [new(false, false), new(true, false), new(false, true), new(true, true)];
}

/// <summary>One version of a report: its HL7 status, when its author made it (its place in the order), and the sentence in it.</summary>
internal sealed record PlannedVersion(int Order, string Status, string Text)
{
    private static readonly string[] Lesions =
    [
        "Airspace opacity in the right lower lobe.", "Airspace opacity in the left lower lobe.", "Airspace opacity in the right upper lobe.", "Airspace opacity in the left upper lobe.",
    ];

    private static readonly string[] Others = ["No focal airspace opacity.", "The lungs are clear.", "Healing fracture of the left sixth rib."];

    public bool Withdraws => Status == "W";

    public bool IsPreliminary => Status == "P";

    /// <summary>Whether the text says something that the shipped model delineates.</summary>
    public bool HasLesion => Lesions.Contains(Text);

    /// <summary>What a radiologist may do: preliminary versions, final ones, corrections, and at the end perhaps "wrong patient".</summary>
    public static IReadOnlyList<PlannedVersion> Plan(Random random)
    {
        var versions = new List<PlannedVersion>();
        void Add(string status) => versions.Add(new(versions.Count + 1, status, status == "W" ? "" : random.Next(4) == 0 ? random.GetItems(Others, 1)[0] : random.GetItems(Lesions, 1)[0]));
        for (var i = random.Next(3); i > 0; i--)
            Add("P");
        if (versions.Count == 0 || random.Next(5) > 0)
            Add("F");
        for (var i = random.Next(3); i > 0 && versions[^1].Status != "P"; i--)
            Add("C");
        if (random.Next(4) == 0)
            Add("W");
        return versions;
    }
}

/// <summary>An event of a history as it arrives: an image or a version of the report, each any number of times and in any order.</summary>
internal readonly record struct Arrival(int? Image, int? Version)
{
    public static Arrival OfImage(int index) => new(index, null);

    public static Arrival OfVersion(int index) => new(null, index);
}

/// <summary>What happens to one study: its images, the versions of its report, and the order in which both arrive.</summary>
internal sealed record History(int Images, IReadOnlyList<PlannedVersion> Versions, IReadOnlyList<Arrival> Arrivals)
{
    /// <param name="mostCopies">How often each event arrives at most.</param>
    public static History Random(Random random, int mostCopies)
    {
        var (images, versions) = (1 + random.Next(3), PlannedVersion.Plan(random));
        var events = Events(images, versions).SelectMany(e => Enumerable.Repeat(e, 1 + random.Next(mostCopies))).ToArray();
        random.Shuffle(events);
        return new History(images, versions, events);
    }

    /// <summary>The same events, each once, in the order in which they happened.</summary>
    public History InOrder() => this with { Arrivals = [.. Events(Images, Versions)] };

    /// <summary>Each event so many times, in any order.</summary>
    public History Shuffled(Random random, int copies)
    {
        var events = Events(Images, Versions).SelectMany(e => Enumerable.Repeat(e, copies)).ToArray();
        random.Shuffle(events);
        return this with { Arrivals = events };
    }

    /// <summary>
    /// The simple model: the version made last decides. If it stands and describes a lesion, each image that counts has one SEG of that sentence in the PACS;
    /// there is nothing else that has not been rejected.
    /// </summary>
    /// <returns>Image and sentence of each SEG.</returns>
    public IReadOnlyList<(int Image, string Sentence)> MustHold(HistorySite site)
    {
        var last = Versions[^1];
        if (last.Withdraws || !last.HasLesion || (last.IsPreliminary && !site.RunPreliminary))
            return [];
        var arrived = Arrivals.Where(a => a.Image is not null).Select(a => a.Image!.Value).Distinct().ToList();
        return [.. (site.NewestOfEachView ? arrived.TakeLast(1) : arrived).Order().Select(image => (image, last.Text))];
    }

    public override string ToString() => $"{string.Join(" ", Versions.Select(v => $"{v.Order}{v.Status}[{v.Text}]"))}; arrivals: {string.Join(" ", Arrivals.Select(a => a.Image is { } i ? $"image{i}" : $"{Versions[a.Version!.Value].Order}{Versions[a.Version!.Value].Status}"))}";

    private static IEnumerable<Arrival> Events(int images, IReadOnlyList<PlannedVersion> versions) =>
        [.. Enumerable.Range(0, images).Select(Arrival.OfImage), .. Enumerable.Range(0, versions.Count).Select(Arrival.OfVersion)];
}
