namespace CausalClipSeg.Tests;

/// <summary>Composes reports of random findings, sides, denials and order, in which some findings are only denied and others only asserted.</summary>
internal static class DenialReports
{
    private static readonly (string Term, string Id)[] _terms =
    [
        ("consolidation", "consolidation"), ("airspace opacity", "airspace-opacity"), ("infiltrate", "infiltrate"), ("pneumonia", "pneumonia"),
        ("pleural effusion", "pleural-effusion"), ("pneumothorax", "pneumothorax"), ("nodule", "nodule"), ("mass", "mass"), ("pulmonary edema", "pulmonary-edema"),
        ("atelectasis", "atelectasis"), ("airspace disease", "airspace-disease"), ("ground-glass opacity", "ground-glass-opacity"), ("scarring", "scarring"), ("fracture", "fracture"),
    ];

    private static readonly string[] _places =
        ["", "", " in the right lower lobe", " at the left base", " in either lung", " in the upper zones", " on the right", " on the left", " bilaterally", " in the lingula", " at the right apex", " in both lungs", " in the RLL"];

    private static readonly string[] _kinds = ["", "", "focal ", "acute ", "large ", "definite ", "new ", "significant ", "small ", "right ", "left lower lobe ", "bilateral ", "patchy "];

    // {0} {1} {2}: denied; {3}: a place; {4}: a describing word; {5}: asserted; {6}: the asserted one's place.
    private static readonly string[] _denials =
    [
        "No {0}{3}.", "There is no {4}{0}{3}.", "No evidence of {0}, {1}, or {2}.", "The lungs are clear without {4}{0}, {1} or {2}.", "{0} is not seen{3}.",
        "No {4}{0} or {1} is identified{3}.", "Negative for {0} and {1}.", "{0} and {1} are absent.", "{0} has resolved.", "Resolution of the {0}{3}.", "The previously seen {0}{3} is no longer present.",
        "Neither {0} nor {1} is present.", "No {4}{0}, {4}{1}, or {4}{2}{3}.", "There is no {0}, no {1} and no {2}.", "No {4}{0} to suggest {1}.", "{0}, {1} and {2} are not identified.",
        "There is {5}{6}, without {0} or {1}.", "There is {5}{6} but no {0}.", "No {0}{3}, but there is {5}{6}.", "{5} is present{6}; no {0}.", "{5} rather than {0}{6}.", "No {0}. There is {5}{6}.",
        "{0} has been ruled out.", "The film is negative for {4}{0}{3}.", "No {0} is seen to suggest {1}.", "IMPRESSION:\n1. No {0}.\n2. {5}{6}.\n3. No {1} or {2}.", "NO {0} OR {1}.", "Lungs: no {0}, {1} or {2}. Heart: normal.",
        "Neither lung shows {0}.", "{0} is seen in neither lung.", "Not seen: {0}, {1}.", "None of the lobes shows {0}.", "At no point is a {0} visible.", "{0}: none. {1}: none.", "{0}? No.", "{0} is unlikely.",
        "The {0}{3} seen on the prior study is no longer seen.", "There was a {0}{3}, which has resolved.", "Gone is the {0}{3}.", "No overt {0}{3}.", "I do not see a {0}{3}.", "Without {0} or {1}, the lungs are clear.",
        "INDICATION: {0}?\nFINDINGS: {5}{6}. No {1}.", "HISTORY: {0}. FINDINGS: No {0}.", "No {0}{3}; {5}{6}.", "There is {5}{6} and not {0}.", "No {4}{0}{3}, {1} or, for that matter, {2}.", "Complete clearing of the {4}{0}{3}.",
        "{5}{6}, no {0}.", "{0} absent, {5} present{6}.", "No change is seen in the {5}{6}; no {0}.", "Free of {0}, {1} and {2}.", "No pneumoperitoneum, {0}, {1} or {2}.", "The {4}{0}{3} has cleared, and there is no {1}.",
    ];

    /// <summary>One report, and the ids of all that it states; everything else that it names, it denies.</summary>
    public static (string Text, IReadOnlyCollection<string> Stated) Compose(Random random)
    {
        var order = _terms.ToArray();
        random.Shuffle(order);
        // The first three terms are only asserted, the others only denied.
        var (asserted, denied) = (order[..3], order[3..]);
        var stated = new HashSet<string>();
        var parts = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Sentence(random, asserted, denied, stated)).ToList();
        return (string.Join(random.Next(4) == 0 ? "\n" : " ", parts), stated);
    }

    private static string Sentence(Random random, (string Term, string Id)[] asserted, (string Term, string Id)[] denied, HashSet<string> stated)
    {
        var template = _denials[random.Next(_denials.Length)];
        var positive = asserted[random.Next(asserted.Length)];
        if (template.Contains("{5}", StringComparison.Ordinal)) stated.Add(positive.Id);
        var pick = random.Next(denied.Length);
        var term = (int offset) => denied[(pick + offset) % denied.Length].Term;
        var text = string.Format(null, template,
            term(0), term(1), term(2), _places[random.Next(_places.Length)], _kinds[random.Next(_kinds.Length)], positive.Term, _places[random.Next(_places.Length)]);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }
}
