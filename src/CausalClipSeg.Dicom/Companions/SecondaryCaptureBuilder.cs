using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.Segmentations;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Companions;

/// <summary>
/// The radiograph with the segments burnt in, for viewers that cannot show a segmentation (Secondary Capture, PS3.3 A.8.1): it is a picture of a result,
/// says so in Image Type, and names in its comment what each colour means.
/// </summary>
public static class SecondaryCaptureBuilder
{
    /// <param name="shown">The source as a reading station shows it.</param>
    public static DicomFile Build(DicomDataset source, DisplayImage shown, IReadOnlyList<SegmentDescription> segments, ObjectIdentity identity)
    {
        var dataset = identity.Begin(source, DicomUID.SecondaryCaptureImageStorage, "OT")
            .Add(DicomTag.ConversionType, "WSD")
            .Add(DicomTag.ImageType, "DERIVED", "SECONDARY")
            .Add(DicomTag.DerivationDescription, "Radiograph with segments burnt in; see the segmentation for the pixels themselves")
            .Add(DicomTag.ImageComments, Text.Limit(string.Join("; ", segments.Select(segment => segment.Label)), 1024))
            .Add(DicomTag.SamplesPerPixel, (ushort)3)
            .Add(DicomTag.PhotometricInterpretation, "RGB")
            .Add(DicomTag.PlanarConfiguration, (ushort)0)
            .Add(DicomTag.Rows, (ushort)shown.Rows)
            .Add(DicomTag.Columns, (ushort)shown.Columns)
            .Add(DicomTag.BitsAllocated, (ushort)8)
            .Add(DicomTag.BitsStored, (ushort)8)
            .Add(DicomTag.HighBit, (ushort)7)
            .Add(DicomTag.PixelRepresentation, (ushort)0);
        dataset.Add(DicomTag.PatientOrientation, Orientation(source));
        CopyBodyPart(source, dataset);
        CopyAnnotation(source, dataset);
        LossyHistory.Copy([source], dataset);
        dataset.NotValidated().Add(new DicomSequence(DicomTag.SourceImageSequence, Source(source)));
        dataset.Add(new DicomOtherByte(DicomTag.PixelData, Even(BurntOverlay.Draw(shown, segments))));
        return new DicomFile(dataset);
    }

    // Laterality is of type 2C: it belongs to paired body parts only, and may be empty where the part is not known (PS3.3 C.7.3.1).
    private static void CopyBodyPart(DicomDataset source, DicomDataset target)
    {
        var part = source.GetSingleValueOrDefault(DicomTag.BodyPartExamined, "").Trim();
        var side = source.GetSingleValueOrDefault(DicomTag.Laterality, "").Trim();
        if (part.Length > 0) target.Add(DicomTag.BodyPartExamined, Text.CodeString(part));
        if (side is "L" or "R") target.Add(DicomTag.Laterality, side);
        else if (part.Length == 0) target.Add(DicomTag.Laterality, Array.Empty<string>());
    }

    // We draw no identity into the picture, but what the source's pixels hold is in ours (PS3.3 C.7.6.1.1.7); where it is silent, so are we.
    private static void CopyAnnotation(DicomDataset source, DicomDataset target)
    {
        if (source.GetSingleValueOrDefault(DicomTag.BurnedInAnnotation, "").Trim() is var stated && stated is "YES" or "NO")
            target.Add(DicomTag.BurnedInAnnotation, stated);
    }

    private static string[] Orientation(DicomDataset source) =>
        source.TryGetValues<string>(DicomTag.PatientOrientation, out var orientation) && orientation.Length == 2 && orientation.All(IsDirection) ? orientation : [];

    // PS3.3 C.7.6.1.1.1; what is none of them is no orientation that a viewer could mark.
    private static bool IsDirection(string letters) => letters.Trim() is { Length: > 0 and <= 3 } direction && direction.All(letter => "LRAPHF".Contains(letter, StringComparison.Ordinal));

    private static DicomDataset Source(DicomDataset source)
    {
        var reference = SourceReference.To(source);
        return reference.Add(Codes.SourceImage.ToSequence(DicomTag.PurposeOfReferenceCodeSequence));
    }

    private static byte[] Even(byte[] pixels) => pixels.Length % 2 == 0 ? pixels : [.. pixels, 0];
}
