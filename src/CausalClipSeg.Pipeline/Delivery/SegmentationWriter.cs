using System.Reflection;
using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>
/// The SEG of a case, checked before it leaves. Its UIDs are derived from study, source image, report version and model, and its times are the case's own, so
/// that a redelivered message writes the same object and not a second one.
/// </summary>
public sealed class SegmentationWriter(InstanceStore instances, CompanionWriter companions, IOptions<PacsOptions> options, IOptions<IntakeOptions> site)
{
    private static readonly string Software = typeof(SegmentationWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public async Task<WrittenSegmentation> WriteAsync(CaseResult result, CancellationToken cancellation)
    {
        var source = await DicomFiles.OpenAsync(instances.Full(result.Image.FilePath), FileReadOption.SkipLargeTags).ConfigureAwait(false);
        var content = Content(result);
        var file = SegmentationBuilder.Build(source.Dataset, content);
        var uid = file.Dataset.GetSingleValue<string>(DicomTag.SOPInstanceUID);
        var problems = SegmentationChecker.Check(file.Dataset, [source.Dataset], [.. content.Segments.Select(segment => segment.Masks)]);
        if (problems.Count > 0)
        {
            var reason = string.Join(" ", problems);
            var kept = await instances.QuarantineAsync(file, reason, cancellation).ConfigureAwait(false);
            return new WrittenSegmentation(file, uid, "", "", $"The SEG did not pass its own check, was not sent and lies in {kept}: {reason}");
        }
        var path = await instances.WriteResultAsync(file, cancellation).ConfigureAwait(false);
        return new WrittenSegmentation(file, uid, file.Dataset.GetSingleValue<string>(DicomTag.SeriesInstanceUID), path, null)
        {
            Companions = await companions.WriteAsync(result, file.Dataset, content, cancellation).ConfigureAwait(false),
        };
    }

    /// <summary>The UID of the case's SEG, where its file was written; null where it never got that far.</summary>
    public string? UidOf(CaseResult result)
    {
        var uid = DerivedUid.Create("instance", Identity(result));
        return result.Segments.Count > 0 && File.Exists(instances.Full(instances.ResultPath(uid))) ? uid : null;
    }

    /// <summary>What made the SEG; the serial number is the beginning of the weights' hash, since the weights are the device.</summary>
    public static Equipment Equipment(string weightsSha256) =>
        new("CausalClipSeg.Pipeline", "CausalCLIPSeg", weightsSha256.Length >= 16 ? weightsSha256[..16] : "0", Software);

    private static string[] Identity(CaseResult result) =>
        [result.Image.StudyInstanceUid, result.Image.SopInstanceUid, result.Report.Id.ToString(), result.Case.WeightsSha256 ?? ""];

    private SegmentationContent Content(CaseResult result)
    {
        var identity = Identity(result);
        return new SegmentationContent
        {
            SopInstanceUid = DerivedUid.Create("instance", identity),
            SeriesInstanceUid = DerivedUid.Create("series", identity),
            Equipment = Equipment(result.Case.WeightsSha256 ?? ""),
            ContentTime = site.Value.Local(result.Case.SegmentedAt ?? result.Case.CreatedAt),
            Segments = [.. result.Segments.Select(segment => Describe(result.Case, segment))],
            Profile = options.Value.Profile,
        };
    }

    private static SegmentDescription Describe(SegmentationCase from, CaseSegment segment) => new()
    {
        Label = segment.Label,
        Description = segment.Sentence,
        Mask = new SegmentMask(segment.Rows, segment.Columns, MaskBlob.Unpack(segment.Mask, segment.Rows, segment.Columns)),
        Type = Codes.ForFinding(segment.FindingId),
        AnatomicRegion = Codes.Lung,
        AnatomicRegionModifier = Codes.ForSide(segment.Side),
        Algorithm = new AlgorithmIdentification(from.ModelName ?? "", from.ModelVersion ?? "") { WeightsSha256 = from.WeightsSha256 },
        Tracking = new TrackingIdentity($"{segment.FindingId} {segment.Side}", segment.TrackingUid),
        Colour = SegmentColours.Of(segment.Number),
    };
}

/// <summary>A SEG on disk, or the problem that keeps it from leaving.</summary>
public sealed record WrittenSegmentation(DicomFile File, string SopInstanceUid, string SeriesInstanceUid, string RelativePath, string? Problem)
{
    /// <summary>What goes to the archive with it, where the site wants it.</summary>
    public IReadOnlyList<DicomFile> Companions { get; init; } = [];
}
