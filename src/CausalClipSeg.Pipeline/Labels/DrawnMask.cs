using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Persistence;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Labels;

/// <summary>What a person drew of one segment on one image that we know.</summary>
/// <param name="Mask">Packed, as records keep it.</param>
internal sealed record DrawnMask(string SegSopInstanceUid, SourceImage Image, ReadSegment Segment, byte[] Mask, bool IsEmpty)
{
    private const int MostNamed = 3;

    /// <summary>
    /// Who drew it and on which images is asked before a pixel is decoded, and then one image after the other: most segmentations that pass by are an algorithm's, or
    /// of images that are not here, and some are large.
    /// </summary>
    public static async Task<ImageResult<List<DrawnMask>>> ReadAsync(PipelineStore store, DicomDataset segmentation, CancellationToken cancellation)
    {
        if (!SegmentationReader.Outline(segmentation).TryGet(out var outline, out var refusal))
            return refusal;
        if (outline.Segments.All(segment => segment.AlgorithmType == SegmentAlgorithmType.Automatic))
            return Refuse($"SEG {outline.SopInstanceUid} was drawn by an algorithm (Segment Algorithm Type AUTOMATIC); only a person's work becomes a label.");
        var uids = outline.ReferencedInstances.Select(reference => reference.SopInstanceUid).ToList();
        var images = await store.ReadAsync(db => db.SourceImages.Where(i => uids.Contains(i.SopInstanceUid)).ToListAsync(cancellation), cancellation).ConfigureAwait(false);
        if (Problem(outline, images) is { } problem)
            return Refuse(problem);
        var masks = new List<DrawnMask>();
        foreach (var image in images)
        {
            if (!SegmentationReader.OnImage(segmentation, image.SopInstanceUid).TryGet(out var drawn, out refusal))
                return refusal;
            masks.AddRange(drawn.Segments.Where(segment => segment.AlgorithmType != SegmentAlgorithmType.Automatic).Select(segment => Of(drawn, image, segment)));
        }
        return masks;
    }

    private static DrawnMask Of(ReadSegmentation drawn, SourceImage image, ReadSegment segment)
    {
        var pixels = drawn.Mask(segment.Number, image.SopInstanceUid).Pixels;
        return new DrawnMask(drawn.SopInstanceUid, image, segment, MaskBlob.Pack(pixels), !pixels.AsSpan().ContainsAnyExcept((byte)0));
    }

    private static string? Problem(ReadSegmentation outline, List<SourceImage> images)
    {
        if (images.Count == 0)
            return $"SEG {outline.SopInstanceUid} refers to {Named([.. outline.ReferencedInstances.Select(r => r.SopInstanceUid)])}, which is not known here. Send the image first.";
        return images.Find(i => i.Rows != outline.Rows || i.Columns != outline.Columns) is { } other
            ? $"SEG {outline.SopInstanceUid} has {outline.Rows} x {outline.Columns} pixels, its image {other.SopInstanceUid} has {other.Rows} x {other.Columns}. Draw it at the image's size."
            : null;
    }

    private static string Named(string[] uids) => uids.Length switch
    {
        0 => "no image",
        <= MostNamed => string.Join(", ", uids),
        _ => $"{string.Join(", ", uids.Take(MostNamed))} and {uids.Length - MostNamed} more",
    };

    private static ImageRefusal Refuse(string why) => new(ImageRefusalKind.Unsupported, why);
}
