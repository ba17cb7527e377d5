using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom;

/// <summary>Bytes whose meaning other elements give: OB (PS3.5 section 6.2).</summary>
public sealed class DicomOtherByte : DicomOtherElement<byte>
{
    public DicomOtherByte(DicomTag tag, params byte[] values)
        : base(DicomVR.OB, tag, values)
    {
    }

    public DicomOtherByte(DicomTag tag, IByteBuffer data)
        : base(DicomVR.OB, tag, data)
    {
    }
}

/// <summary>Words of 16 bits whose meaning other elements give: OW (PS3.5 section 6.2).</summary>
public sealed class DicomOtherWord : DicomOtherElement<ushort>
{
    public DicomOtherWord(DicomTag tag, params ushort[] values)
        : base(DicomVR.OW, tag, values)
    {
    }

    public DicomOtherWord(DicomTag tag, IByteBuffer data)
        : base(DicomVR.OW, tag, data)
    {
    }
}

/// <summary>Words of 32 bits whose meaning other elements give: OL (PS3.5 section 6.2).</summary>
public sealed class DicomOtherLong : DicomOtherElement<uint>
{
    public DicomOtherLong(DicomTag tag, params uint[] values)
        : base(DicomVR.OL, tag, values)
    {
    }

    public DicomOtherLong(DicomTag tag, IByteBuffer data)
        : base(DicomVR.OL, tag, data)
    {
    }
}

/// <summary>Words of 64 bits whose meaning other elements give: OV (PS3.5 section 6.2).</summary>
public sealed class DicomOtherVeryLong : DicomOtherElement<ulong>
{
    public DicomOtherVeryLong(DicomTag tag, params ulong[] values)
        : base(DicomVR.OV, tag, values)
    {
    }

    public DicomOtherVeryLong(DicomTag tag, IByteBuffer data)
        : base(DicomVR.OV, tag, data)
    {
    }
}

/// <summary>Floats of 32 bits whose meaning other elements give: OF (PS3.5 section 6.2).</summary>
public sealed class DicomOtherFloat : DicomOtherElement<float>
{
    public DicomOtherFloat(DicomTag tag, params float[] values)
        : base(DicomVR.OF, tag, values)
    {
    }

    public DicomOtherFloat(DicomTag tag, IByteBuffer data)
        : base(DicomVR.OF, tag, data)
    {
    }
}

/// <summary>Floats of 64 bits whose meaning other elements give: OD (PS3.5 section 6.2).</summary>
public sealed class DicomOtherDouble : DicomOtherElement<double>
{
    public DicomOtherDouble(DicomTag tag, params double[] values)
        : base(DicomVR.OD, tag, values)
    {
    }

    public DicomOtherDouble(DicomTag tag, IByteBuffer data)
        : base(DicomVR.OD, tag, data)
    {
    }
}

/// <summary>Bytes of an unknown representation whose meaning other elements give: UN (PS3.5 section 6.2).</summary>
public sealed class DicomUnknown : DicomOtherElement<byte>
{
    public DicomUnknown(DicomTag tag, params byte[] values)
        : base(DicomVR.UN, tag, values)
    {
    }

    public DicomUnknown(DicomTag tag, IByteBuffer data)
        : base(DicomVR.UN, tag, data)
    {
    }
}
