using System.Diagnostics;
using CausalClipSeg.Reports.Understanding;
using CausalClipSeg.Reports.Understanding.Lexicon;

namespace CausalClipSeg.Reports.Tests.Understanding;

public sealed class LayoutTests
{
    private readonly FindingExtractor _extractor = new();

    [Fact]
    public void A_denial_wrapped_over_two_lines_stays_a_denial()
    {
        Describe("THE LUNGS ARE CLEAR. THERE IS NO EVIDENCE OF\nPNEUMOTHORAX OR PLEURAL\nEFFUSION.").ShouldBe("pleural-effusion absent; pneumothorax absent");
        Describe("There is no evidence of focal consolidation, pneumothorax or\nPleural effusion.").ShouldBe("consolidation absent; pleural-effusion absent; pneumothorax absent");
    }

    [Fact]
    public void A_list_without_full_stops_is_read_line_by_line() =>
        Describe("No pneumothorax\nRight lower lobe opacity\nNo effusion").ShouldBe("airspace-opacity present right lower; pleural-effusion absent; pneumothorax absent");

    [Fact]
    public void Sections_are_told_apart_and_only_what_was_seen_counts()
    {
        var report = _extractor.Extract("INDICATION: pneumonia?\nCOMPARISON: left effusion.\nFINDINGS:\nRight base opacity.\nIMPRESSION:\nRight base pneumonia.");
        report.Findings.Select(finding => (finding.Finding, finding.Section)).ShouldBe([("airspace-opacity", "findings"), ("pneumonia", "impression")]);
    }

    [Fact]
    public void A_finding_names_its_sentence_its_place_in_the_text_and_its_words()
    {
        const string text = "Heart normal. Possible moderate 3.5 cm opacity in the left lower lobe.";
        var finding = _extractor.Extract(text).Findings.ShouldHaveSingleItem();
        text.Substring(finding.SentenceStart, finding.SentenceLength).ShouldBe(finding.Sentence);
        finding.Sentence.ShouldStartWith("Possible");
        finding.Evidence.Finding.ShouldBe("opacity");
        finding.Evidence.Assertion.ShouldBe(["Possible"]);
        finding.Evidence.Side.ShouldBe(["left lower lobe"]);
        finding.Severity.ShouldBe("moderate");
        finding.Measurement.ShouldBe("3.5 cm");
    }

    [Fact]
    public void A_guess_belongs_to_the_finding_it_explains()
    {
        var finding = _extractor.Extract("Left base opacity, which may represent atelectasis.").Findings.ShouldHaveSingleItem();
        finding.Finding.ShouldBe("airspace-opacity");
        finding.Interpretations.ShouldBe(["atelectasis"]);
    }

    [Fact]
    public void Sentences_that_contradict_each_other_are_both_shown()
    {
        var contradiction = _extractor.Extract("Left pleural effusion. No pleural effusion.").Contradictions.ShouldHaveSingleItem();
        contradiction.Asserting.ShouldBe("Left pleural effusion.");
        contradiction.Denying.ShouldBe("No pleural effusion.");
    }

    [Fact]
    public void Findings_and_impression_that_name_different_lungs_contradict_each_other()
    {
        var contradiction = _extractor.Extract("FINDINGS: Right lower lobe consolidation. IMPRESSION: Left lower lobe pneumonia.").Contradictions.ShouldHaveSingleItem();
        contradiction.IsOfSides.ShouldBeTrue();
        contradiction.Denying.ShouldBe("Left lower lobe pneumonia.");
        _extractor.Extract("FINDINGS: Opacities at both bases. IMPRESSION: Left lower lobe pneumonia.").Contradictions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("HISTORY: cough.", true)]
    [InlineData("See the report of the other hospital.", true)]
    [InlineData("The chest is not normal.", true)]
    [InlineData("Normal chest.", false)]
    [InlineData("No acute cardiopulmonary abnormality.", false)]
    [InlineData("No effusion.", false)]
    public void A_report_of_which_nothing_was_read_says_so(string text, bool isSilent) => _extractor.Extract(text).IsSilent.ShouldBe(isSilent);

    [Fact]
    public void A_site_can_add_its_own_words()
    {
        var extractor = new FindingExtractor(FindingLexicon.With(new StringReader("== airspace-opacity\nshadowing\n== tree-in-bud | RADLEX | RID35739 | tree-in-bud pattern\ntree in bud")));
        SentenceTable.Describe(extractor.Extract("Shadowing at the left base. Tree-in-bud pattern in the right upper lobe.").Findings)
            .ShouldBe("airspace-opacity present left lower; tree-in-bud present right upper");
    }

    [Fact]
    public void Hostile_text_is_read_in_linear_time()
    {
        var seed = new Random(7);
        var words = new[] { "no", "right", "and", "opacity", ",", "left", "upper", "may represent", ";", "not", "seen", "\n", ".", "XXXX", ":", "(", "lobe", "\u0000", "é" };
        string[] texts =
        [
            new string('a', 200_000), string.Concat(Enumerable.Repeat("no ", 60_000)), string.Concat(Enumerable.Repeat("right ", 40_000)) + "opacity",
            string.Concat(Enumerable.Repeat("opacity, ", 40_000)), string.Concat(Enumerable.Repeat("right lower lobe opacity and ", 15_000)), string.Concat(Enumerable.Repeat("no opacity; ", 30_000)), string.Concat(Enumerable.Repeat("heart ", 60_000)) + "enlarged", string.Concat(Enumerable.Range(0, 40_000).Select(_ => words[seed.Next(words.Length)] + (seed.Next(3) == 0 ? "" : " "))),
        ];
        foreach (var text in texts)
        {
            var watch = Stopwatch.StartNew();
            _extractor.Extract(text);
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2), text[..20]); // what is not linear takes hours
        }
    }

    private string Describe(string text) => SentenceTable.Describe(_extractor.Extract(text).Findings);
}
