namespace FellowOakDicom;

/// <summary>One line of the data dictionary (PS3.6 section 6).</summary>
public sealed class DicomDictionaryEntry
{
    public DicomDictionaryEntry(DicomTag tag, string name, string keyword, DicomVM vm, bool retired, params DicomVR[] vrs)
    {
        Tag = tag;
        Name = name;
        Keyword = keyword;
        ValueMultiplicity = vm;
        IsRetired = retired;
        ValueRepresentations = vrs;
    }

    public DicomDictionaryEntry(DicomMaskedTag tag, string name, string keyword, DicomVM vm, bool retired, params DicomVR[] vrs)
        : this(tag.Tag, name, keyword, vm, retired, vrs) => MaskTag = tag;

    public DicomTag Tag { get; }

    public DicomMaskedTag? MaskTag { get; }

    public string Name { get; }

    public string Keyword { get; }

    public DicomVR[] ValueRepresentations { get; }

    public DicomVM ValueMultiplicity { get; }

    public bool IsRetired { get; }

    public override string ToString() => $"{Tag} {Name}";
}
