using System.Text;
using CausalClipSeg.Pipeline.Synthetic;
using CausalClipSeg.Reports;

namespace CausalClipSeg.Pipeline.Tests.Synthetic;

public sealed class SyntheticReportTests
{
    [Fact]
    public void The_same_case_gives_the_same_report_and_seeds_vary_the_wording()
    {
        var texts = Enumerable.Range(0, 40).Select(seed => SyntheticReport.Of(Lower(seed)).Text).ToArray();
        SyntheticReport.Of(Lower(7)).Text.ShouldBe(texts[7]);
        texts.Distinct().Count().ShouldBeGreaterThan(35);
    }

    [Fact]
    public void A_report_states_opacities_on_the_patients_side()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var report = SyntheticReport.Of(Lower(seed));
            report.Stating.ShouldHaveSingleItem().ShouldContain("right");
            report.Stating[0].ShouldNotContain("left");
            report.Findings.ShouldContain(report.Stating[0]);
            report.Impression[0].ShouldContain("right");
        }
    }

    [Fact]
    public void A_clear_film_is_reported_without_an_opacity()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var report = SyntheticReport.Of(new SyntheticCase(seed, 64, 64));
            report.Stating.ShouldBeEmpty();
            report.Impression.ShouldHaveSingleItem().ShouldMatch("^(No |Normal )");
        }
    }

    [Fact]
    public void An_opacity_of_the_past_is_never_in_a_zone_that_is_ill_today()
    {
        var old = 0;
        for (var index = 0; index < 400; index++)
        {
            var spec = SyntheticDataset.Case(17, index);
            foreach (var sentence in SyntheticReport.Of(spec).Findings.Where(s => s.Contains("resol", StringComparison.Ordinal) || s.Contains("no longer", StringComparison.Ordinal)))
            {
                old++;
                var side = sentence.Contains("right", StringComparison.Ordinal) ? PatientSide.Right : PatientSide.Left;
                var zone = sentence.Contains("apical", StringComparison.Ordinal) || sentence.Contains("upper", StringComparison.Ordinal) ? LungZones.Upper : LungZones.Lower;
                spec.ZonesOf(side).HasFlag(zone).ShouldBeFalse(sentence);
            }
        }

        old.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void The_message_around_a_report_reads_back_with_its_study_and_every_sentence()
    {
        for (var index = 0; index < 40; index++)
        {
            var spec = SyntheticDataset.Case(23, index);
            var study = SyntheticStudy.Of(spec);
            var parsed = ReportParser.Parse(SyntheticHl7.Encode(spec)).Report.ShouldNotBeNull();
            parsed.StudyInstanceUid.ShouldBe(study.StudyInstanceUid);
            parsed.AccessionNumber.ShouldBe(study.AccessionNumber);
            parsed.PatientId.ShouldBe(study.PatientId);
            parsed.Status.ShouldBe(ReportStatus.Final);
            foreach (var sentence in SyntheticReport.Of(spec).Findings) parsed.Text.ShouldContain(sentence);
        }
    }

    [Fact]
    public void A_sender_without_study_uids_names_the_accession_number_only()
    {
        var spec = Lower(3);
        var parsed = ReportParser.Parse(SyntheticHl7.Encode(spec, new SyntheticHl7Options { WithStudyUid = false, Status = "P" })).Report.ShouldNotBeNull();
        parsed.StudyInstanceUid.ShouldBeNull();
        parsed.AccessionNumber.ShouldBe(SyntheticStudy.Of(spec).AccessionNumber);
        parsed.Status.ShouldBe(ReportStatus.Preliminary);
    }

    [Fact]
    public void Separators_in_a_report_text_are_escaped()
    {
        const string text = "Findings: 5 | 6 ^ 7 & 8 ~ 9 \\ 10.";
        var message = SyntheticHl7.Write(SyntheticStudy.Of(Lower(4)), FrontalView.PA, text);
        ReportParser.Parse(Encoding.UTF8.GetBytes(message)).Report.ShouldNotBeNull().Text.ShouldContain(text);
    }

    private static SyntheticCase Lower(int seed) => new(seed, 64, 64) { RightZones = LungZones.Lower, LeftZones = LungZones.None };
}
