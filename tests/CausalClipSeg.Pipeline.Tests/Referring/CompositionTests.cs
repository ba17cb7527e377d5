using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Intake;
using CausalClipSeg.Pipeline.Referring;
using CausalClipSeg.Reports.Understanding;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Tests.Referring;

/// <summary>Words of a report and an image's orientation -> what the network is asked about this image.</summary>
public sealed class CompositionTests
{
    private static readonly FindingExtractor _extractor = new();

    [Theory]
    [InlineData("Consolidation in the right lower lobe.", "unilateral pulmonary infection, one infected area, lower left lung.")]
    [InlineData("Consolidation in the left upper lobe.", "unilateral pulmonary infection, one infected area, upper right lung.")]
    [InlineData("Consolidation in the right upper and lower zones and the left base.", "bilateral pulmonary infection, three infected areas, upper lower left lung and lower right lung.")]
    [InlineData("Airspace disease at both bases.", "bilateral pulmonary infection, two infected areas, lower left lung and lower right lung.")]
    [InlineData("Retrocardiac opacity.", "bilateral pulmonary infection, two infected areas, lower left lung and lower right lung.")]
    [InlineData("Pneumonia.", "bilateral pulmonary infection, left lung and right lung.")]
    public void A_report_becomes_the_bundles_sentence_with_sides_as_the_viewer_sees_them(string report, string asked) =>
        Asked(report, Image(ViewerSide.Right)).ShouldBe([asked]);

    [Fact]
    public void On_a_mirrored_image_the_viewers_side_is_the_patients() =>
        Asked("Consolidation in the right lower lobe.", Image(ViewerSide.Left)).ShouldBe(["unilateral pulmonary infection, one infected area, lower right lung."]);

    [Fact]
    public void A_bundle_that_counts_sides_as_the_patient_is_asked_with_the_patients_side() =>
        Asked("Consolidation in the right lower lobe.", Image(ViewerSide.Right), Model() with { SideConvention = SideConvention.Patient })
            .ShouldBe(["unilateral pulmonary infection, one infected area, lower right lung."]);

    [Fact]
    public void An_image_that_does_not_say_where_left_is_waits_for_a_person_unless_the_site_trusts_its_sources()
    {
        var image = Image(ViewerSide.Unknown) with { Reason = "Patient Orientation (0020,0020) is absent." };
        Compose("Consolidation in the right lower lobe.", image).ShouldBeOfType<Composition.Parked>().Reason.ShouldContain("Referring:UnknownOrientation");
        Asked("Consolidation in the right lower lobe.", image, options: new() { UnknownOrientation = UnknownOrientationPolicy.AssumeStandard })
            .ShouldBe(["unilateral pulmonary infection, one infected area, lower left lung."]);
    }

    /// <summary>Custom answers for what is silent, never against what is said.</summary>
    [Theory]
    [InlineData(UnknownOrientationPolicy.Park)]
    [InlineData(UnknownOrientationPolicy.AssumeStandard)]
    public void An_image_that_says_it_is_turned_waits_for_a_person_at_every_site(UnknownOrientationPolicy policy)
    {
        var image = Image(ViewerSide.Unknown) with { StatesOrientation = true, Reason = "Patient Orientation (0020,0020) is F\\R: the picture is turned." };
        Compose("Consolidation in the right lower lobe.", image, options: new() { UnknownOrientation = policy })
            .ShouldBeOfType<Composition.Parked>().Reason.ShouldBe("Patient Orientation (0020,0020) is F\\R: the picture is turned.");
    }

    [Theory]
    [InlineData(RadiographView.Lateral, "lateral view")]
    [InlineData(RadiographView.Oblique, "oblique view")]
    [InlineData(RadiographView.Decubitus, "decubitus view")]
    public void A_view_that_is_not_frontal_is_outside_the_model(RadiographView view, string words) =>
        Compose("Consolidation in the right lower lobe.", Image(ViewerSide.Right) with { View = view }).ShouldBeOfType<Composition.OutsideModel>().Reason.ShouldContain(words);

    [Fact]
    public void A_frontal_view_that_the_bundle_was_not_trained_on_is_outside_it() =>
        Compose("Consolidation.", Image(ViewerSide.Right) with { View = RadiographView.AnteroPosterior }, Model() with { Views = ["PA"] })
            .ShouldBeOfType<Composition.OutsideModel>().Reason.ShouldBe("m was not trained on AP views (its views: PA).");

    [Fact]
    public void Another_part_of_the_body_is_outside_a_model_of_the_chest() =>
        Compose("Consolidation.", Image(ViewerSide.Right) with { BodyPart = "HAND" }).ShouldBeOfType<Composition.OutsideModel>().Reason.ShouldContain("HAND");

    [Fact]
    public void An_image_upside_down_waits_for_a_person() =>
        Compose("Consolidation.", Image(ViewerSide.Right) with { Upright = Upright.HeadDown }).ShouldBeOfType<Composition.Parked>().Reason.ShouldContain("upside down");

    [Fact]
    public void Findings_that_the_bundle_cannot_delineate_are_named() =>
        Compose("Right pleural effusion. Cardiomegaly.", Image(ViewerSide.Right)).ShouldBeOfType<Composition.OutsideModel>().Reason.ShouldBe("m does not delineate pleural-effusion, cardiomegaly.");

    [Fact]
    public void A_report_that_denies_everything_is_negative() =>
        Compose("No consolidation, effusion or pneumothorax.", Image(ViewerSide.Right)).ShouldBeOfType<Composition.Negative>();

    [Theory]
    [InlineData("HISTORY: cough.")]
    [InlineData("FINDINGS: See the report of the other hospital.")]
    public void A_report_of_which_nothing_was_understood_waits_for_a_person(string report) =>
        Compose(report, Image(ViewerSide.Right)).ShouldBeOfType<Composition.Parked>().Reason.ShouldStartWith("Nothing in the report was understood");

    [Theory]
    [InlineData("Normal chest.")]
    [InlineData("HISTORY: cough. FINDINGS: The lungs are clear.")]
    [InlineData("IMPRESSION: No acute cardiopulmonary abnormality.")]
    public void A_report_that_calls_all_well_is_negative(string report) => Compose(report, Image(ViewerSide.Right)).ShouldBeOfType<Composition.Negative>();

    [Fact]
    public void Findings_and_impression_that_name_different_lungs_wait_for_a_person_with_their_question()
    {
        var ready = Compose("FINDINGS: Right lower lobe consolidation. IMPRESSION: Left lower lobe pneumonia.", Image(ViewerSide.Right)).ShouldBeOfType<Composition.Ready>();
        ready.Caveat.ShouldNotBeNull().ShouldStartWith("Findings and impression of the report name different lungs.");
        ready.Asks.Count.ShouldBe(2);
        Compose("FINDINGS: Right and left lower lobe consolidation. IMPRESSION: Left lower lobe pneumonia.", Image(ViewerSide.Right)).ShouldBeOfType<Composition.Ready>().Caveat.ShouldBeNull();
    }

    [Fact]
    public void Uncertain_findings_are_asked_only_where_the_site_wants_them()
    {
        Asked("Possible right lower lobe consolidation.", Image(ViewerSide.Right)).Count.ShouldBe(1);
        Compose("Possible right lower lobe consolidation.", Image(ViewerSide.Right), options: new() { IncludeUncertain = false }).ShouldBeOfType<Composition.Negative>();
    }

    [Fact]
    public void Each_finding_has_its_question_or_the_whole_report_has_one_as_the_site_says()
    {
        const string report = "Consolidation in the right lower lobe. Ground-glass opacity in the left upper lobe.";
        Asked(report, Image(ViewerSide.Right)).ShouldBe(["unilateral pulmonary infection, one infected area, lower left lung.", "unilateral pulmonary infection, one infected area, upper right lung."]);
        var whole = ((Composition.Ready)Compose(report, Image(ViewerSide.Right), options: new() { Sentences = SentencePolicy.OneForReport })).Asks.ShouldHaveSingleItem();
        whole.ReferringText.ShouldBe("bilateral pulmonary infection, two infected areas, lower left lung and upper right lung.");
        whole.Finding.ShouldBe("airspace-opacity");
        whole.Sentence.ShouldBe("Consolidation in the right lower lobe. Ground-glass opacity in the left upper lobe.");
    }

    [Fact]
    public void The_same_lesion_under_two_names_is_asked_once() =>
        Asked("Airspace disease. IMPRESSION: Opacity in the right base consistent with pneumonia.", Image(ViewerSide.Right)).ShouldBe(["unilateral pulmonary infection, one infected area, lower left lung."]);

    [Theory]
    [InlineData(SentencePolicy.OneForEachFinding)]
    [InlineData(SentencePolicy.OneForReport)]
    public void Nothing_that_a_report_denies_ever_becomes_a_question(SentencePolicy policy)
    {
        var composer = new CaseComposer(Options.Create(new ReferringOptions { Sentences = policy }));
        var model = Model() with { Findings = [.. _extractor.Extract(AllFindings).Findings.Select(f => f.Finding).Distinct()] };
        var random = new Random(77);
        for (var i = 0; i < 50_000; i++)
        {
            var (text, stated) = DenialReports.Compose(random);
            var composition = composer.Compose(Findings(text), Image(ViewerSide.Right), model);
            if (composition is Composition.Ready ready && (stated.Count == 0 || (policy == SentencePolicy.OneForEachFinding && !ready.Asks.All(ask => stated.Contains(ask.Finding)))))
                Assert.Fail($"Report {i} states {string.Join(", ", stated)} and asks for {string.Join(", ", ready.Asks.Select(ask => ask.Finding))}: {text}");
            if (composition is Composition.Negative && stated.Count > 0) Assert.Fail($"Report {i} states {string.Join(", ", stated)} and asks for nothing: {text}");
        }
    }

    private const string AllFindings =
        "Consolidation. Airspace opacity. Infiltrate. Pneumonia. Pleural effusion. Pneumothorax. Nodule. Mass. Pulmonary edema. Atelectasis. Airspace disease. Ground-glass opacity. Scarring. Fracture.";

    private static List<string> Asked(string report, RadiographOrientation image, BundleManifest? model = null, ReferringOptions? options = null) =>
        [.. Compose(report, image, model, options).ShouldBeOfType<Composition.Ready>().Asks.Select(ask => ask.ReferringText)];

    private static Composition Compose(string report, RadiographOrientation image, BundleManifest? model = null, ReferringOptions? options = null) =>
        new CaseComposer(Options.Create(options ?? new ReferringOptions())).Compose(Findings(report), image, model ?? Model(), ReportCaveat.Of(_extractor.Extract(report)));

    private static List<Finding> Findings(string report) => [.. _extractor.Extract(report).Findings.Select(FindingRecords.From)];

    private static RadiographOrientation Image(ViewerSide patientLeft) => new()
    {
        IsProjectionRadiograph = true, View = RadiographView.PosteroAnterior, StatesOrientation = patientLeft != ViewerSide.Unknown, PatientLeft = patientLeft, Upright = Upright.HeadUp, BodyPart = "CHEST", Reason = "",
    };

    private static BundleManifest Model() => new()
    {
        Name = "m", Version = "1", WeightsSha256 = "", Preprocessing = new() { InputSize = 64 },
        Geometry = new() { Layers = [1], Width = 1, Embed = 1, PositionResolution = 1, Vocabulary = 1, TextWidth = 1, TextLayers = 1, TextHeads = 1, ContextLength = 1, WordLength = 1, Fused = 1 },
    };
}
