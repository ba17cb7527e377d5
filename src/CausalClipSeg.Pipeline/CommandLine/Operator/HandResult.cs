using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Delivery;
using CausalClipSeg.Pipeline.Referring;
using CausalClipSeg.Pipeline.Pictures;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>One answered question of <c>segment</c>.</summary>
internal sealed record HandSegment(Ask Ask, BinaryMask Mask, int Pixels, double MeanProbability)
{
    public static HandSegment Of(Ask ask, ProbabilityMap map, float threshold)
    {
        var mask = map.Threshold(threshold, out var meanProbability);
        return new HandSegment(ask, mask, (int)mask.Area, meanProbability);
    }
}

/// <summary>What <c>segment</c> found on one image.</summary>
internal sealed record HandResult(DisplayImage Shown, IReadOnlyList<HandSegment> Segments, long Milliseconds)
{
    public IReadOnlyList<HandSegment> Found => [.. Segments.Where(s => s.Pixels > 0)];

    public DicomFile ToSegmentation(DicomDataset source, ModelBundle model)
    {
        var image = source.GetSingleValue<string>(DicomTag.SOPInstanceUID);
        string[] identity = [image, .. Found.Select(s => s.Ask.ReferringText), model.WeightsSha256];
        var manifest = model.Manifest;
        return SegmentationBuilder.Build(source, new SegmentationContent
        {
            SopInstanceUid = DerivedUid.Create("hand-instance", identity),
            SeriesInstanceUid = DerivedUid.Create("hand-series", identity),
            Equipment = SegmentationWriter.Equipment(model.WeightsSha256),
            ContentTime = TimeProvider.System.GetLocalNow(),
            Segments = [.. Found.Select((segment, index) => new SegmentDescription
            {
                Label = segment.Ask.Finding,
                Description = segment.Ask.Sentence,
                Mask = new SegmentMask(segment.Mask.Rows, segment.Mask.Columns, segment.Mask.Pixels),
                Type = Codes.ForFinding(segment.Ask.Finding),
                AnatomicRegion = Codes.Lung,
                Algorithm = new AlgorithmIdentification(manifest.Name, manifest.Version) { WeightsSha256 = model.WeightsSha256 },
                Tracking = new TrackingIdentity($"{segment.Ask.Finding} {segment.Ask.Side}", DerivedUid.Create("hand-tracking", image, segment.Ask.Finding, segment.Ask.Side)),
                Colour = SegmentColours.Of(index + 1),
            })],
        });
    }

    public byte[] ToPicture(string title) => OverlayRenderer.RenderPng(new OverlayPicture(Shown.Rows, Shown.Columns, Shown.Pixels)
    {
        Masks = [.. Found.Select(s => s.Mask.Pixels)],
        Title = title,
        Sentence = string.Join(' ', Segments.Select(s => s.Ask.ReferringText).Distinct()),
    });
}
