namespace CausalClipSeg.Model;

/// <summary>Sentences from which a compact bundle's merges are learnt: the caption grammar in full, and a radiologist's words around it.</summary>
public static class VocabularyCorpus
{
    private static readonly string[] Findings =
    [
        "pulmonary infection", "airspace opacity", "airspace disease", "consolidation", "infiltrate", "infiltrates", "ground-glass opacity",
        "ground glass opacities", "pneumonia", "bronchopneumonia", "patchy opacities", "hazy opacity", "reticular opacities", "alveolar opacity",
        "lobar pneumonia", "focal consolidation", "interstitial opacities", "covid-19 pneumonia", "viral pneumonia", "atelectasis",
        "pleural effusion", "pulmonary edema", "nodule", "mass", "lesion", "pneumothorax", "cardiomegaly", "infection", "infected area", "infected areas",
    ];

    private static readonly string[] Places =
    [
        "left lung", "right lung", "both lungs", "left lower lobe", "right lower lobe", "left upper lobe", "right upper lobe", "right middle lobe",
        "lingula", "left base", "right base", "bibasilar", "left lung base", "right lung apex", "perihilar region", "retrocardiac region",
        "upper lung zone", "mid lung zone", "lower lung zone", "middle zone", "periphery", "apical", "basal", "bilateral", "unilateral",
    ];

    private static readonly string[] Frames =
    [
        "{0} in the {1}.", "there is a {0} of the {1}", "patchy {0}, {1}", "increased {0} within the {1} compatible with infection.",
        "new {0} involving the {1}", "{1} {0} suspicious for pneumonia.", "unchanged {0} at the {1} since the prior study",
        "no {0}", "without {0} in the {1}", "findings: {0} in the {1}. impression: {0}.", "one {0}, two, three, four, five, six, {1}",
    ];

    /// <summary>Deterministic; the grammar's own sentences weigh most.</summary>
    public static IEnumerable<string> Sentences(CaptionGrammar grammar)
    {
        var zoneSets = ZoneSets(grammar.Zones);
        IReadOnlyList<string>?[] sides = [null, [], .. zoneSets];
        var captions = sides.SelectMany(left => sides.Select(right => (left, right)))
            .Where(pair => pair.left is not null || pair.right is not null)
            .Select(pair => grammar.Compose(pair.left, pair.right)).ToArray();
        var reports = Findings.SelectMany(finding => Places.Select((place, i) => (finding, place, frame: Frames[(i + finding.Length) % Frames.Length])))
            .Select(item => string.Format(System.Globalization.CultureInfo.InvariantCulture, item.frame, item.finding, item.place));
        return Enumerable.Repeat(captions, 10).SelectMany(sentence => sentence).Concat(reports);
    }

    private static IEnumerable<string[]> ZoneSets(IReadOnlyList<string> zones) =>
        Enumerable.Range(1, (1 << zones.Count) - 1).Select(bits => zones.Where((_, i) => (bits >> i & 1) == 1).ToArray());
}
