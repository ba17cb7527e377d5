using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>Which model drew a segment, down to the hash of its weights: the Algorithm Identification macro (PS3.3 table 10-19).</summary>
public sealed record AlgorithmIdentification(string Name, string Version)
{
    public CodedConcept Family { get; init; } = Codes.ArtificialIntelligence;

    /// <summary>SHA-256 of the weights in hexadecimal, kept among the algorithm's parameters.</summary>
    public string? WeightsSha256 { get; init; }

    public DicomSequence ToSequence()
    {
        var item = new DicomDataset
        {
            Family.ToSequence(DicomTag.AlgorithmFamilyCodeSequence),
            { DicomTag.AlgorithmVersion, Text.Limit(Version, 64) },
            { DicomTag.AlgorithmName, Text.Limit(Name, 64) },
        };
        if (WeightsSha256 is not null) item.Add(DicomTag.AlgorithmParameters, $"{HashName}{WeightsSha256}");
        return new DicomSequence(DicomTag.SegmentationAlgorithmIdentificationSequence, item);
    }

    public static AlgorithmIdentification? FromSegment(DicomDataset segment)
    {
        if (!segment.TryGetSequence(DicomTag.SegmentationAlgorithmIdentificationSequence, out var sequence) || sequence.Items is not [var item, ..])
            return null;
        var parameters = item.GetSingleValueOrDefault(DicomTag.AlgorithmParameters, "");
        return new AlgorithmIdentification(item.GetSingleValueOrDefault(DicomTag.AlgorithmName, ""), item.GetSingleValueOrDefault(DicomTag.AlgorithmVersion, ""))
        {
            Family = CodedConcept.FromSequence(item, DicomTag.AlgorithmFamilyCodeSequence) ?? Codes.ArtificialIntelligence,
            WeightsSha256 = parameters.StartsWith(HashName, StringComparison.Ordinal) ? parameters[HashName.Length..] : null,
        };
    }

    private const string HashName = "weights-sha256=";
}
