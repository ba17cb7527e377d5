using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Intake;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Referring;

/// <summary>
/// Findings of a report -> the sentences that the model is asked, in its caption grammar and its side convention, for this image.
/// The report's sides are the patient's; where the model counts sides as the viewer sees them, the image's orientation translates.
/// </summary>
public sealed class CaseComposer(IOptions<ReferringOptions> options)
{
    /// <param name="findings">What was read.</param>
    /// <param name="orientation">How the image hangs.</param>
    /// <param name="model">The model that would be asked.</param>
    /// <param name="caveat">Why a person has to look at the report first (<see cref="ReportCaveat"/>); null where nothing speaks against it.</param>
    public Composition Compose(IReadOnlyList<Finding> findings, RadiographOrientation orientation, BundleManifest model, string? caveat = null)
    {
        var present = findings.Where(IsToBeShown).ToList();
        if (present.Count == 0 && caveat is not null)
            return new Composition.Parked(caveat);
        if (present.Count == 0)
            return new Composition.Negative("The report describes no finding as present.");
        var delineable = present.Where(f => IsDelineable(f.FindingId, model)).ToList();
        if (delineable.Count == 0)
            return new Composition.OutsideModel($"{model.Name} does not delineate {string.Join(", ", present.Select(f => f.FindingId).Distinct())}.");
        return ImageSides.Of(orientation, model, options.Value) switch
        {
            { OutsideModel: { } reason } => new Composition.OutsideModel(reason),
            { Parked: { } reason } => new Composition.Parked(reason),
            { LeftIsViewersRight: var standard } => new Composition.Ready([.. Lesions(delineable).Select(lesion => Ask(lesion, standard, model))], caveat),
        };
    }

    /// <summary>Airspace disease is another name for airspace opacity (Fleischner glossary), so a model of the one delineates the other.</summary>
    internal static bool IsDelineable(string finding, BundleManifest model) =>
        model.Findings.Contains(finding) || (finding == "airspace-disease" && model.Findings.Contains("airspace-opacity"));

    internal static Ask Ask(Lesion lesion, bool leftIsViewersRight, BundleManifest model)
    {
        var swap = model.SideConvention == SideConvention.Viewer && leftIsViewersRight;
        var (left, right) = swap ? (lesion.Right, lesion.Left) : (lesion.Left, lesion.Right);
        return new Ask(lesion.Finding, lesion.Side, lesion.ZoneText, lesion.Sentence, Sentence(model.CaptionGrammar, left, right, lesion.Unsided));
    }

    private IReadOnlyList<Lesion> Lesions(List<Finding> delineable) =>
        options.Value.Sentences == SentencePolicy.OneForReport ? [Lesion.Whole(delineable)] : Lesion.Group(delineable);

    private bool IsToBeShown(Finding finding) => finding.Assertion switch
    {
        "present" => true,
        "uncertain" => options.Value.IncludeUncertain,
        _ => false,
    };

    /// <summary>A lesion whose side the report does not name is looked for in both lungs, in the zones that it names.</summary>
    private static string Sentence(CaptionGrammar grammar, SideZones left, SideZones right, SideZones unsided) =>
        left.IsNamed || right.IsNamed
            ? grammar.Compose(left.IsNamed ? left.Zones : null, right.IsNamed ? right.Zones : null)
            : grammar.Compose([.. unsided.Zones], [.. unsided.Zones]);
}
