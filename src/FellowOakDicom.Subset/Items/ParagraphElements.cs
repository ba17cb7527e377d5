using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom;

/// <summary>A paragraph of up to 10240 characters: LT (PS3.5 section 6.2); a backslash in it is only a character.</summary>
public sealed class DicomLongText : DicomStringElement
{
    public DicomLongText(DicomTag tag, string value)
        : base(DicomVR.LT, tag, value)
    {
    }

    internal DicomLongText(DicomTag tag, IByteBuffer data)
        : base(DicomVR.LT, tag, data)
    {
    }
}

/// <summary>A paragraph of up to 1024 characters: ST (PS3.5 section 6.2); a backslash in it is only a character.</summary>
public sealed class DicomShortText : DicomStringElement
{
    public DicomShortText(DicomTag tag, string value)
        : base(DicomVR.ST, tag, value)
    {
    }

    internal DicomShortText(DicomTag tag, IByteBuffer data)
        : base(DicomVR.ST, tag, data)
    {
    }
}

/// <summary>A paragraph of any length: UT (PS3.5 section 6.2); a backslash in it is only a character.</summary>
public sealed class DicomUnlimitedText : DicomStringElement
{
    public DicomUnlimitedText(DicomTag tag, string value)
        : base(DicomVR.UT, tag, value)
    {
    }

    internal DicomUnlimitedText(DicomTag tag, IByteBuffer data)
        : base(DicomVR.UT, tag, data)
    {
    }
}

/// <summary>A URI or URL: UR (PS3.5 section 6.2); a backslash in it is only a character.</summary>
public sealed class DicomUniversalResource : DicomStringElement
{
    public DicomUniversalResource(DicomTag tag, string value)
        : base(DicomVR.UR, tag, value)
    {
    }

    internal DicomUniversalResource(DicomTag tag, IByteBuffer data)
        : base(DicomVR.UR, tag, data)
    {
    }
}
