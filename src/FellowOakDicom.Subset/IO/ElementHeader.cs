namespace FellowOakDicom.IO;

/// <summary>Tag, representation and length of an element as they lie in the bytes (PS3.5 section 7.1).</summary>
internal readonly record struct ElementHeader(uint Tag, DicomVR VR, uint Length, long Position)
{
    internal const uint Undefined = 0xFFFFFFFF;
    internal const uint Item = 0xFFFEE000;
    internal const uint ItemEnd = 0xFFFEE00D;
    internal const uint SequenceEnd = 0xFFFEE0DD;

    internal bool IsUndefined => Length == Undefined;

    internal string Name
    {
        get
        {
            var tag = (DicomTag)Tag;
            return $"{tag} {tag.DictionaryEntry.Name}";
        }
    }
}
