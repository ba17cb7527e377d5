using System.Globalization;
using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom;

/// <summary>A date: DA (PS3.5 section 6.2).</summary>
public sealed class DicomDate : DicomMultiStringElement
{
    public DicomDate(DicomTag tag, params DateTime[] values)
        : base(DicomVR.DA, tag, Array.ConvertAll(values, value => TextConversion.Format(value, DicomVR.DA)))
    {
    }

    public DicomDate(DicomTag tag, params string[] values)
        : base(DicomVR.DA, tag, values)
    {
    }

    public DicomDate(DicomTag tag, IByteBuffer data)
        : base(DicomVR.DA, tag, data)
    {
    }
}

/// <summary>A time of day: TM (PS3.5 section 6.2).</summary>
public sealed class DicomTime : DicomMultiStringElement
{
    public DicomTime(DicomTag tag, params DateTime[] values)
        : base(DicomVR.TM, tag, Array.ConvertAll(values, value => TextConversion.Format(value, DicomVR.TM)))
    {
    }

    public DicomTime(DicomTag tag, params string[] values)
        : base(DicomVR.TM, tag, values)
    {
    }

    public DicomTime(DicomTag tag, IByteBuffer data)
        : base(DicomVR.TM, tag, data)
    {
    }
}

/// <summary>A date and time: DT (PS3.5 section 6.2).</summary>
public sealed class DicomDateTime : DicomMultiStringElement
{
    public DicomDateTime(DicomTag tag, params DateTime[] values)
        : base(DicomVR.DT, tag, Array.ConvertAll(values, value => TextConversion.Format(value, DicomVR.DT)))
    {
    }

    public DicomDateTime(DicomTag tag, params string[] values)
        : base(DicomVR.DT, tag, values)
    {
    }

    public DicomDateTime(DicomTag tag, IByteBuffer data)
        : base(DicomVR.DT, tag, data)
    {
    }
}

/// <summary>A number in decimal notation: DS (PS3.5 section 6.2).</summary>
public sealed class DicomDecimalString : DicomMultiStringElement
{
    public DicomDecimalString(DicomTag tag, params decimal[] values)
        : base(DicomVR.DS, tag, Array.ConvertAll(values, TextConversion.Decimal))
    {
    }

    public DicomDecimalString(DicomTag tag, params string[] values)
        : base(DicomVR.DS, tag, values)
    {
    }

    public DicomDecimalString(DicomTag tag, IByteBuffer data)
        : base(DicomVR.DS, tag, data)
    {
    }
}

/// <summary>A whole number in decimal notation: IS (PS3.5 section 6.2).</summary>
public sealed class DicomIntegerString : DicomMultiStringElement
{
    public DicomIntegerString(DicomTag tag, params int[] values)
        : base(DicomVR.IS, tag, Array.ConvertAll(values, value => value.ToString(CultureInfo.InvariantCulture)))
    {
    }

    public DicomIntegerString(DicomTag tag, params string[] values)
        : base(DicomVR.IS, tag, values)
    {
    }

    public DicomIntegerString(DicomTag tag, IByteBuffer data)
        : base(DicomVR.IS, tag, data)
    {
    }
}

/// <summary>A unique identifier: UI (PS3.5 section 9).</summary>
public sealed class DicomUniqueIdentifier : DicomMultiStringElement
{
    public DicomUniqueIdentifier(DicomTag tag, params string[] values)
        : base(DicomVR.UI, tag, values)
    {
    }

    public DicomUniqueIdentifier(DicomTag tag, params DicomUID[] values)
        : base(DicomVR.UI, tag, Array.ConvertAll(values, value => value.UID))
    {
    }

    public DicomUniqueIdentifier(DicomTag tag, params DicomTransferSyntax[] values)
        : base(DicomVR.UI, tag, Array.ConvertAll(values, value => value.UID.UID))
    {
    }

    public DicomUniqueIdentifier(DicomTag tag, IByteBuffer data)
        : base(DicomVR.UI, tag, data)
    {
    }
}
