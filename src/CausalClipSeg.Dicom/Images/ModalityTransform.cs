using FellowOakDicom;

namespace CausalClipSeg.Dicom.Images;

/// <summary>From stored values to the modality's (PS3.3 C.11.1): a table, or slope and intercept.</summary>
internal sealed class ModalityTransform
{
    private readonly LookupTable? _table;
    private readonly double _slope;
    private readonly double _intercept;

    private ModalityTransform(LookupTable? table, double slope, double intercept) => (_table, _slope, _intercept) = (table, slope, intercept);

    /// <summary>True where the values of interest see a table's entries or rescaled values, which can be negative.</summary>
    public bool GivesSigned(PixelLayout layout) => _table is null && (layout.IsSigned || _intercept < 0 || _slope < 0);

    public static ModalityTransform Read(DicomDataset dataset, PixelLayout layout)
    {
        var table = dataset.TryGetSequence(DicomTag.ModalityLUTSequence, out var sequence) && sequence.Items is [var item, ..]
            ? LookupTable.Read(item, DicomTag.LUTDescriptor, DicomTag.LUTData, layout.IsSigned)
            : null;
        var slope = Stored.Number(dataset, DicomTag.RescaleSlope) ?? 1;
        return new ModalityTransform(table, slope == 0 ? 1 : slope, Stored.Number(dataset, DicomTag.RescaleIntercept) ?? 0);
    }

    public double Apply(int stored) => _table is null ? stored * _slope + _intercept : _table[stored];
}
