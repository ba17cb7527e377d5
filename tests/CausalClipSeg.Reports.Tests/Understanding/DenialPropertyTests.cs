using CausalClipSeg.Reports.Understanding;
using CsCheck;

namespace CausalClipSeg.Reports.Tests.Understanding;

public sealed class DenialPropertyTests
{
    private static readonly (string Term, string Id)[] _terms =
    [
        ("consolidation", "consolidation"), ("airspace opacity", "airspace-opacity"), ("infiltrate", "infiltrate"), ("pneumonia", "pneumonia"),
        ("pleural effusion", "pleural-effusion"), ("pneumothorax", "pneumothorax"), ("nodule", "nodule"), ("mass", "mass"), ("pulmonary edema", "pulmonary-edema"),
        ("atelectasis", "atelectasis"), ("airspace disease", "airspace-disease"), ("ground-glass opacity", "ground-glass-opacity"), ("scarring", "scarring"), ("fracture", "fracture"),
    ];

    private static readonly string[] _places = ["", " in the right lower lobe", " at the left base", " in either lung", " in the upper zones", " on the right"];
    private static readonly string[] _kinds = ["", "focal ", "acute ", "large ", "definite ", "new ", "significant ", "small "];

    // {0} {1} {2}: denied; {3}: a place; {4}: a describing word; {5}: asserted.
    private static readonly string[] _denials =
    [
        "No {0}{3}.", "There is no {4}{0}{3}.", "No evidence of {0}, {1}, or {2}.", "The lungs are clear without {4}{0}, {1} or {2}.", "{0} is not seen{3}.",
        "No {4}{0} or {1} is identified{3}.", "Negative for {0} and {1}.", "{0} and {1} are absent.", "{0} has resolved.", "Resolution of the {0}{3}.", "The previously seen {0}{3} is no longer present.",
        "Neither {0} nor {1} is present.", "No {4}{0}, {4}{1}, or {4}{2}{3}.", "There is no {0}, no {1} and no {2}.", "No {4}{0} to suggest {1}.", "{0}, {1} and {2} are not identified.",
        "There is {5}, without {0} or {1}.", "There is {5} but no {0}.", "No {0}{3}, but there is {5}.", "{5} is present; no {0}.", "{5} rather than {0}.", "No {0}. There is {5}.",
        "{0} has been ruled out.", "The film is negative for {4}{0}{3}.", "No {0} is seen to suggest {1}.", "IMPRESSION:\n1. No {0}.\n2. {5}.\n3. No {1} or {2}.", "NO {0} OR {1}.", "Lungs: no {0}, {1} or {2}. Heart: normal.",
    ];

    [Fact]
    public void No_sentence_that_denies_a_finding_ever_leads_to_a_mask()
    {
        var extractor = new FindingExtractor();
        var sentence = Gen.Select(Gen.Int[0, _denials.Length - 1], Gen.Int[0, _places.Length - 1], Gen.Int[0, _kinds.Length - 1], Gen.Int[0, int.MaxValue - 1]);
        sentence.Array[1, 3].Select(Gen.Shuffle(_terms)).Sample((parts, order) =>
        {
            // The first three terms are only asserted, the others only denied.
            var asserted = order.Take(3).ToArray();
            var denied = order.Skip(3).ToArray();
            var text = string.Join(' ', parts.Select(part => Compose(part.Item1, part.Item2, part.Item3, part.Item4, asserted, denied)));
            var drawn = extractor.Extract(text).Findings.Where(finding => finding.MayBeThere).Select(finding => finding.Finding);
            return drawn.All(id => asserted.Any(term => term.Id == id)) ? true : throw new ShouldAssertException($"A denied finding came back: {text}");
        }, iter: 100_000);
    }

    private static string Compose(int template, int place, int kind, int pick, (string Term, string Id)[] asserted, (string Term, string Id)[] denied)
    {
        var term = (int offset) => denied[(pick + offset) % denied.Length].Term;
        return string.Format(_denials[template], term(0), term(1), term(2), _places[place], _kinds[kind], asserted[pick % asserted.Length].Term);
    }
}
