using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom;

/// <summary>Whole numbers of 16 bits: US (PS3.5 section 6.2).</summary>
public sealed class DicomUnsignedShort : DicomValueElement<ushort>
{
    public DicomUnsignedShort(DicomTag tag, params ushort[] values)
        : base(DicomVR.US, tag, values)
    {
    }

    public DicomUnsignedShort(DicomTag tag, IByteBuffer data)
        : base(DicomVR.US, tag, data)
    {
    }
}

/// <summary>Signed whole numbers of 16 bits: SS (PS3.5 section 6.2).</summary>
public sealed class DicomSignedShort : DicomValueElement<short>
{
    public DicomSignedShort(DicomTag tag, params short[] values)
        : base(DicomVR.SS, tag, values)
    {
    }

    public DicomSignedShort(DicomTag tag, IByteBuffer data)
        : base(DicomVR.SS, tag, data)
    {
    }
}

/// <summary>Whole numbers of 32 bits: UL (PS3.5 section 6.2).</summary>
public sealed class DicomUnsignedLong : DicomValueElement<uint>
{
    public DicomUnsignedLong(DicomTag tag, params uint[] values)
        : base(DicomVR.UL, tag, values)
    {
    }

    public DicomUnsignedLong(DicomTag tag, IByteBuffer data)
        : base(DicomVR.UL, tag, data)
    {
    }
}

/// <summary>Signed whole numbers of 32 bits: SL (PS3.5 section 6.2).</summary>
public sealed class DicomSignedLong : DicomValueElement<int>
{
    public DicomSignedLong(DicomTag tag, params int[] values)
        : base(DicomVR.SL, tag, values)
    {
    }

    public DicomSignedLong(DicomTag tag, IByteBuffer data)
        : base(DicomVR.SL, tag, data)
    {
    }
}

/// <summary>Whole numbers of 64 bits: UV (PS3.5 section 6.2).</summary>
public sealed class DicomUnsignedVeryLong : DicomValueElement<ulong>
{
    public DicomUnsignedVeryLong(DicomTag tag, params ulong[] values)
        : base(DicomVR.UV, tag, values)
    {
    }

    public DicomUnsignedVeryLong(DicomTag tag, IByteBuffer data)
        : base(DicomVR.UV, tag, data)
    {
    }
}

/// <summary>Signed whole numbers of 64 bits: SV (PS3.5 section 6.2).</summary>
public sealed class DicomSignedVeryLong : DicomValueElement<long>
{
    public DicomSignedVeryLong(DicomTag tag, params long[] values)
        : base(DicomVR.SV, tag, values)
    {
    }

    public DicomSignedVeryLong(DicomTag tag, IByteBuffer data)
        : base(DicomVR.SV, tag, data)
    {
    }
}

/// <summary>Numbers of single precision: FL (PS3.5 section 6.2).</summary>
public sealed class DicomFloatingPointSingle : DicomValueElement<float>
{
    public DicomFloatingPointSingle(DicomTag tag, params float[] values)
        : base(DicomVR.FL, tag, values)
    {
    }

    public DicomFloatingPointSingle(DicomTag tag, IByteBuffer data)
        : base(DicomVR.FL, tag, data)
    {
    }
}

/// <summary>Numbers of double precision: FD (PS3.5 section 6.2).</summary>
public sealed class DicomFloatingPointDouble : DicomValueElement<double>
{
    public DicomFloatingPointDouble(DicomTag tag, params double[] values)
        : base(DicomVR.FD, tag, values)
    {
    }

    public DicomFloatingPointDouble(DicomTag tag, IByteBuffer data)
        : base(DicomVR.FD, tag, data)
    {
    }
}
