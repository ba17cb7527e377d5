namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>One frame to be written: a segment (0 in a label map, which shows them all) on one of the source images.</summary>
internal sealed record SegmentFrame(int Segment, int Source, byte[] Pixels)
{
    /// <summary>The frames of a segmentation, segment by segment along the patient, empty ones left out (PS3.3 C.8.20.2).</summary>
    public static IReadOnlyList<SegmentFrame> Of(SegmentationSources sources, SegmentationContent content)
    {
        var order = Enumerable.Range(0, sources.Images.Count).OrderBy(source => sources.Geometry?.Ranks[source] ?? 0).ToList();
        return content.Type == SegmentationType.LabelMap
            ? [.. order.Select(source => Labels(content.Segments, source)).Where(frame => frame.Pixels.AsSpan().ContainsAnyExcept((byte)0))]
            : [.. content.Segments.SelectMany((segment, index) => order.Where(source => !segment.Masks[source].IsEmpty)
                .Select(source => new SegmentFrame(index + 1, source, segment.Masks[source].Pixels)))];
    }

    private static SegmentFrame Labels(IReadOnlyList<SegmentDescription> segments, int source)
    {
        var labels = new byte[segments[0].Masks[source].Pixels.Length];
        for (var segment = 0; segment < segments.Count; segment++)
        {
            var mask = segments[segment].Masks[source].Pixels;
            for (var pixel = 0; pixel < labels.Length; pixel++)
                if (mask[pixel] != 0) labels[pixel] = (byte)(segment + 1);
        }

        return new SegmentFrame(0, source, labels);
    }
}
