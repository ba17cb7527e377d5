using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Referring;

/// <summary>
/// Findings of a report -> the sentences that the model is asked, in its caption grammar and its side convention, for this image.
/// The report's sides are the patient's; where the model counts sides as the viewer sees them, the image's orientation translates.
/// </summary>
public sealed class CaseComposer(IOptions<ReferringOptions> options)
{
    public Composition Compose(IReadOnlyList<Finding> findings, RadiographOrientation orientation, BundleManifest model)
    {
        var present = findings.Where(IsToBeShown).ToList();
        if (present.Count == 0)
            return new Composition.Negative("The report describes no finding as present.");
        var delineable = present.Where(f => model.Findings.Contains(f.FindingId)).ToList();
        if (delineable.Count == 0)
            return new Composition.OutsideModel($"{model.Name} does not delineate {string.Join(", ", present.Select(f => f.FindingId).Distinct())}.");
        return SidesOf(orientation) switch
        {
            { OutsideModel: { } reason } => new Composition.OutsideModel(reason),
            { Parked: { } reason } => new Composition.Parked(reason),
            { LeftIsViewersRight: var standard } => new Composition.Ready([.. Lesion.Group(delineable).Select(lesion => Ask(lesion, standard, model))]),
        };
    }

    private bool IsToBeShown(Finding finding) => finding.Assertion switch
    {
        "present" => true,
        "uncertain" => options.Value.IncludeUncertain,
        _ => false,
    };

    private Sides SidesOf(RadiographOrientation orientation)
    {
        if (!orientation.IsProjectionRadiograph)
            return new Sides { OutsideModel = orientation.Reason };
        if (orientation.View is RadiographView.Lateral or RadiographView.Oblique or RadiographView.Decubitus)
            return new Sides { OutsideModel = $"A {orientation.View.ToString().ToLowerInvariant()} view is not segmented by a model of frontal views." };
        if (orientation.Upright == Upright.HeadDown)
            return new Sides { Parked = "The image shows the patient upside down; turn it upright and send it again as a new image." };
        var trusted = options.Value.UnknownOrientation == UnknownOrientationPolicy.AssumeStandard;
        return (trusted ? orientation.CustomaryPatientLeft : orientation.PatientLeft) switch
        {
            ViewerSide.Right => new Sides { LeftIsViewersRight = true },
            ViewerSide.Left => new Sides { LeftIsViewersRight = false },
            _ when trusted => new Sides { LeftIsViewersRight = true },
            _ => new Sides { Parked = $"{orientation.Reason} A site that trusts its sources sets Referring:UnknownOrientation to AssumeStandard." },
        };
    }

    internal static Ask Ask(Lesion lesion, bool leftIsViewersRight, BundleManifest model)
    {
        var swap = model.SideConvention == SideConvention.Viewer && leftIsViewersRight;
        var (left, right) = swap ? (lesion.Right, lesion.Left) : (lesion.Left, lesion.Right);
        return new Ask(lesion.Finding, lesion.Side, lesion.ZoneText, lesion.Sentence, Sentence(model.CaptionGrammar, left, right));
    }

    /// <summary>A lesion whose side the report does not name is looked for in both lungs.</summary>
    private static string Sentence(CaptionGrammar grammar, SideZones left, SideZones right) =>
        left.IsNamed || right.IsNamed
            ? grammar.Compose(left.IsNamed ? left.Zones : null, right.IsNamed ? right.Zones : null)
            : grammar.Compose([], []);

    private readonly record struct Sides
    {
        public bool LeftIsViewersRight { get; init; }

        public string? OutsideModel { get; init; }

        public string? Parked { get; init; }
    }
}
