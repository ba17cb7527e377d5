using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>Where parallel slices lie in the patient (PS3.3 C.7.6.2): one orientation, and each slice's position and rank along the normal.</summary>
internal sealed class SliceGeometry
{
    // Directions and positions are decimal strings; what rounds to the same tenth of a thousandth is the same.
    private const double SameDirection = 1e-4;
    private const double SameSpacing = 1e-2;

    private SliceGeometry(string frameOfReferenceUid, decimal[] orientation, IReadOnlyList<decimal[]> positions)
    {
        FrameOfReferenceUid = frameOfReferenceUid;
        Orientation = orientation;
        Positions = positions;
        var distances = positions.Select(Distance).ToArray();
        var sorted = distances.Order().ToArray();
        Ranks = [.. distances.Select(distance => Array.IndexOf(sorted, distance) + 1)];
        Spacing = Regular(sorted);
    }

    public string FrameOfReferenceUid { get; }

    /// <summary>Direction cosines of the rows and of the columns, six numbers.</summary>
    public decimal[] Orientation { get; }

    /// <summary>Centre of the first pixel of each slice, in mm.</summary>
    public IReadOnlyList<decimal[]> Positions { get; }

    /// <summary>Each slice's place along the normal, from 1.</summary>
    public IReadOnlyList<int> Ranks { get; }

    /// <summary>The distance from slice to slice in mm; null for a single slice or where it varies.</summary>
    public decimal? Spacing { get; }

    /// <summary>Null where an image has no place in a patient's space, or they do not share one.</summary>
    public static SliceGeometry? Read(IReadOnlyList<DicomDataset> images)
    {
        var frameOfReference = images[0].GetSingleValueOrDefault(DicomTag.FrameOfReferenceUID, "");
        if (frameOfReference.Length == 0 || Numbers(images[0], DicomTag.ImageOrientationPatient, 6) is not { } orientation) return null;
        var positions = new List<decimal[]>();
        foreach (var image in images)
        {
            if (image.GetSingleValueOrDefault(DicomTag.FrameOfReferenceUID, "") != frameOfReference
                || Numbers(image, DicomTag.ImageOrientationPatient, 6) is not { } own || !Same(own, orientation)
                || Numbers(image, DicomTag.ImagePositionPatient, 3) is not { } position)
                return null;
            positions.Add(position);
        }

        return new SliceGeometry(frameOfReference, orientation, positions);
    }

    internal static decimal[]? Numbers(DicomDataset dataset, DicomTag tag, int count) =>
        dataset.TryGetValues<decimal>(tag, out var values) && values.Length == count ? values : null;

    internal static bool Same(decimal[] one, decimal[] other) => one.Zip(other).All(pair => Math.Abs((double)(pair.First - pair.Second)) < SameDirection);

    private double Distance(decimal[] position)
    {
        var o = Array.ConvertAll(Orientation, value => (double)value);
        double[] normal = [o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5], o[0] * o[4] - o[1] * o[3]];
        return position.Zip(normal).Sum(pair => (double)pair.First * pair.Second);
    }

    private static decimal? Regular(double[] sorted)
    {
        if (sorted.Length < 2) return null;
        var step = (sorted[^1] - sorted[0]) / (sorted.Length - 1);
        return step > 0 && sorted.Zip(sorted.Skip(1)).All(pair => Math.Abs(pair.Second - pair.First - step) < SameSpacing)
            ? Math.Round((decimal)step, 6)
            : null;
    }
}
