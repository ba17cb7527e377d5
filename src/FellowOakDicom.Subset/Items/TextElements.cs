using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom;

/// <summary>An application entity title: AE (PS3.5 section 6.2).</summary>
public sealed class DicomApplicationEntity : DicomMultiStringElement
{
    public DicomApplicationEntity(DicomTag tag, params string[] values)
        : base(DicomVR.AE, tag, values)
    {
    }

    public DicomApplicationEntity(DicomTag tag, IByteBuffer data)
        : base(DicomVR.AE, tag, data)
    {
    }
}

/// <summary>An age: AS (PS3.5 section 6.2).</summary>
public sealed class DicomAgeString : DicomMultiStringElement
{
    public DicomAgeString(DicomTag tag, params string[] values)
        : base(DicomVR.AS, tag, values)
    {
    }

    public DicomAgeString(DicomTag tag, IByteBuffer data)
        : base(DicomVR.AS, tag, data)
    {
    }
}

/// <summary>A code of few capitals: CS (PS3.5 section 6.2).</summary>
public sealed class DicomCodeString : DicomMultiStringElement
{
    public DicomCodeString(DicomTag tag, params string[] values)
        : base(DicomVR.CS, tag, values)
    {
    }

    public DicomCodeString(DicomTag tag, IByteBuffer data)
        : base(DicomVR.CS, tag, data)
    {
    }
}

/// <summary>A text of up to 64 characters: LO (PS3.5 section 6.2).</summary>
public sealed class DicomLongString : DicomMultiStringElement
{
    public DicomLongString(DicomTag tag, params string[] values)
        : base(DicomVR.LO, tag, values)
    {
    }

    internal DicomLongString(DicomTag tag, IByteBuffer data)
        : base(DicomVR.LO, tag, data)
    {
    }
}

/// <summary>A text of up to 16 characters: SH (PS3.5 section 6.2).</summary>
public sealed class DicomShortString : DicomMultiStringElement
{
    public DicomShortString(DicomTag tag, params string[] values)
        : base(DicomVR.SH, tag, values)
    {
    }

    internal DicomShortString(DicomTag tag, IByteBuffer data)
        : base(DicomVR.SH, tag, data)
    {
    }
}

/// <summary>A text of any length, several allowed: UC (PS3.5 section 6.2).</summary>
public sealed class DicomUnlimitedCharacters : DicomMultiStringElement
{
    public DicomUnlimitedCharacters(DicomTag tag, params string[] values)
        : base(DicomVR.UC, tag, values)
    {
    }

    internal DicomUnlimitedCharacters(DicomTag tag, IByteBuffer data)
        : base(DicomVR.UC, tag, data)
    {
    }
}
