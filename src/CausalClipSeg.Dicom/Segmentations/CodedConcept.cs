using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>A meaning as a code of a terminology: the basic coded entry (PS3.3 table 8.8-1).</summary>
public sealed record CodedConcept(string Value, string Scheme, string Meaning)
{
    /// <summary>Only where value and scheme agree is it the same concept; the wording is the writer's.</summary>
    public bool Means(CodedConcept? other) => other is not null && Value == other.Value && Scheme == other.Scheme;

    public DicomDataset ToDataset() => new()
    {
        { DicomTag.CodeValue, Value },
        { DicomTag.CodingSchemeDesignator, Scheme },
        { DicomTag.CodeMeaning, Meaning },
    };

    public DicomSequence ToSequence(DicomTag tag) => new(tag, ToDataset());

    /// <summary>The first code of a sequence, or null.</summary>
    public static CodedConcept? FromSequence(DicomDataset dataset, DicomTag tag)
    {
        if (!dataset.TryGetSequence(tag, out var sequence) || sequence.Items is not [var item, ..]) return null;
        return new CodedConcept(
            item.GetSingleValueOrDefault(DicomTag.CodeValue, ""),
            item.GetSingleValueOrDefault(DicomTag.CodingSchemeDesignator, ""),
            item.GetSingleValueOrDefault(DicomTag.CodeMeaning, ""));
    }
}
