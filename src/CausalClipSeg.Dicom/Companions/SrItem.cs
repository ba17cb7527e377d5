using CausalClipSeg.Dicom.Segmentations;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Companions;

/// <summary>Content items of a structured report (PS3.3 C.17.3).</summary>
internal static class SrItem
{
    public static DicomDataset Code(string relationship, CodedConcept name, CodedConcept value) =>
        Item(relationship, "CODE", name).Add(value.ToSequence(DicomTag.ConceptCodeSequence));

    public static DicomDataset Text(string relationship, CodedConcept name, string text) => Item(relationship, "TEXT", name).Add(DicomTag.TextValue, text);

    public static DicomDataset Uid(string relationship, CodedConcept name, string uid) => Item(relationship, "UIDREF", name).Add(DicomTag.UID, uid);

    public static DicomDataset Container(string relationship, CodedConcept name, IReadOnlyList<DicomDataset> items) =>
        Item(relationship, "CONTAINER", name).NotValidated().Add(DicomTag.ContinuityOfContent, "SEPARATE").Add(new DicomSequence(DicomTag.ContentSequence, [.. items]));

    /// <summary>An image, or one segment of a segmentation.</summary>
    public static DicomDataset Image(string relationship, DicomDataset instance, int? segment)
    {
        var reference = SourceReference.To(instance);
        if (segment is { } number) reference.Add(DicomTag.ReferencedSegmentNumber, (ushort)number);
        return new DicomDataset().NotValidated()
            .Add(DicomTag.RelationshipType, relationship)
            .Add(DicomTag.ValueType, "IMAGE")
            .Add(new DicomSequence(DicomTag.ReferencedSOPSequence, reference));
    }

    private static DicomDataset Item(string relationship, string type, CodedConcept name) => new()
    {
        { DicomTag.RelationshipType, relationship },
        { DicomTag.ValueType, type },
        name.ToSequence(DicomTag.ConceptNameCodeSequence),
    };
}
