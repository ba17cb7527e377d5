using System.Globalization;
using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom;

/// <summary>Makes the item of a representation, from bytes or from the values that a caller has.</summary>
internal static class ItemFactory
{
    internal static DicomItem FromBuffer(DicomVR vr, DicomTag tag, IByteBuffer data) => vr.Code switch
    {
        "AE" => new DicomApplicationEntity(tag, data),
        "AS" => new DicomAgeString(tag, data),
        "AT" => new DicomAttributeTag(tag, data),
        "CS" => new DicomCodeString(tag, data),
        "DA" => new DicomDate(tag, data),
        "DS" => new DicomDecimalString(tag, data),
        "DT" => new DicomDateTime(tag, data),
        "FD" => new DicomFloatingPointDouble(tag, data),
        "FL" => new DicomFloatingPointSingle(tag, data),
        "IS" => new DicomIntegerString(tag, data),
        "LO" => new DicomLongString(tag, data),
        "LT" => new DicomLongText(tag, data),
        "OB" => new DicomOtherByte(tag, data),
        "OD" => new DicomOtherDouble(tag, data),
        "OF" => new DicomOtherFloat(tag, data),
        "OL" => new DicomOtherLong(tag, data),
        "OV" => new DicomOtherVeryLong(tag, data),
        "OW" => new DicomOtherWord(tag, data),
        "PN" => new DicomPersonName(tag, data),
        "SH" => new DicomShortString(tag, data),
        "SL" => new DicomSignedLong(tag, data),
        "SS" => new DicomSignedShort(tag, data),
        "ST" => new DicomShortText(tag, data),
        "SV" => new DicomSignedVeryLong(tag, data),
        "TM" => new DicomTime(tag, data),
        "UC" => new DicomUnlimitedCharacters(tag, data),
        "UI" => new DicomUniqueIdentifier(tag, data),
        "UL" => new DicomUnsignedLong(tag, data),
        "UR" => new DicomUniversalResource(tag, data),
        "US" => new DicomUnsignedShort(tag, data),
        "UT" => new DicomUnlimitedText(tag, data),
        "UV" => new DicomUnsignedVeryLong(tag, data),
        _ => new DicomUnknown(tag, data),
    };

    internal static DicomItem FromValues<T>(DicomVR vr, DicomTag tag, T[]? values)
    {
        values ??= [];
        if (vr == DicomVR.SQ) return new DicomSequence(tag, Array.ConvertAll(values, v => v as DicomDataset ?? throw Unfit<T>(vr, tag)));
        if (values.Length == 0) return FromBuffer(vr, tag, EmptyBuffer.Value);
        if (values.Length == 1 && values[0] is IByteBuffer buffer) return FromBuffer(vr, tag, buffer);
        if (vr == DicomVR.AT) return new DicomAttributeTag(tag, Array.ConvertAll(values, v => ToTag(v, vr, tag)));
        return vr.IsString ? FromText(vr, tag, Array.ConvertAll(values, v => ToText(v, vr, tag))) : FromNumbers(vr, tag, values);
    }

    private static DicomStringElement FromText(DicomVR vr, DicomTag tag, string[] values) => vr.Code switch
    {
        "AE" => new DicomApplicationEntity(tag, values),
        "AS" => new DicomAgeString(tag, values),
        "CS" => new DicomCodeString(tag, values),
        "DA" => new DicomDate(tag, values),
        "DS" => new DicomDecimalString(tag, values),
        "DT" => new DicomDateTime(tag, values),
        "IS" => new DicomIntegerString(tag, values),
        "LO" => new DicomLongString(tag, values),
        "PN" => new DicomPersonName(tag, values),
        "SH" => new DicomShortString(tag, values),
        "TM" => new DicomTime(tag, values),
        "UC" => new DicomUnlimitedCharacters(tag, values),
        "UI" => new DicomUniqueIdentifier(tag, values),
        "LT" => new DicomLongText(tag, string.Join('\\', values)),
        "ST" => new DicomShortText(tag, string.Join('\\', values)),
        "UR" => new DicomUniversalResource(tag, string.Join('\\', values)),
        _ => new DicomUnlimitedText(tag, string.Join('\\', values)),
    };

    private static DicomElement FromNumbers<T>(DicomVR vr, DicomTag tag, T[] values) => vr.Code switch
    {
        "FD" => new DicomFloatingPointDouble(tag, Cast<T, double>(values, vr, tag)),
        "FL" => new DicomFloatingPointSingle(tag, Cast<T, float>(values, vr, tag)),
        "OB" => new DicomOtherByte(tag, Cast<T, byte>(values, vr, tag)),
        "OD" => new DicomOtherDouble(tag, Cast<T, double>(values, vr, tag)),
        "OF" => new DicomOtherFloat(tag, Cast<T, float>(values, vr, tag)),
        "OL" => new DicomOtherLong(tag, Cast<T, uint>(values, vr, tag)),
        "OV" => new DicomOtherVeryLong(tag, Cast<T, ulong>(values, vr, tag)),
        "OW" => new DicomOtherWord(tag, Cast<T, ushort>(values, vr, tag)),
        "SL" => new DicomSignedLong(tag, Cast<T, int>(values, vr, tag)),
        "SS" => new DicomSignedShort(tag, Cast<T, short>(values, vr, tag)),
        "SV" => new DicomSignedVeryLong(tag, Cast<T, long>(values, vr, tag)),
        "UL" => new DicomUnsignedLong(tag, Cast<T, uint>(values, vr, tag)),
        "US" => new DicomUnsignedShort(tag, Cast<T, ushort>(values, vr, tag)),
        "UV" => new DicomUnsignedVeryLong(tag, Cast<T, ulong>(values, vr, tag)),
        _ => new DicomUnknown(tag, Cast<T, byte>(values, vr, tag)),
    };

    private static TTo[] Cast<T, TTo>(T[] values, DicomVR vr, DicomTag tag)
        where TTo : unmanaged
    {
        if (values is TTo[] same && typeof(T) == typeof(TTo)) return same;
        var result = new TTo[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is not IConvertible convertible) throw Unfit<T>(vr, tag);
            result[i] = Convert(convertible);
        }

        return result;

        TTo Convert(IConvertible value)
        {
            try
            {
                return (TTo)value.ToType(typeof(TTo), CultureInfo.InvariantCulture);
            }
            catch (Exception e) when (e is OverflowException or FormatException or InvalidCastException)
            {
                throw new DicomDataException($"{value} does not fit into {tag} {tag.DictionaryEntry.Name}, which is {vr.Code}.", e);
            }
        }
    }

    private static DicomTag ToTag<T>(T value, DicomVR vr, DicomTag tag) => value switch
    {
        DicomTag t => t,
        string s => DicomTag.Parse(s),
        _ => throw Unfit<T>(vr, tag),
    };

    private static string ToText<T>(T value, DicomVR vr, DicomTag tag) => value switch
    {
        null => "",
        string s => s,
        DicomUID uid => uid.UID,
        DicomTransferSyntax syntax => syntax.UID.UID,
        DateTime moment => TextConversion.Format(moment, vr),
        double d => TextConversion.Decimal(d),
        float f => TextConversion.Decimal(double.Parse(f.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)),
        decimal m when vr == DicomVR.DS => TextConversion.Decimal(m),
        Enum e => e.ToString().ToUpperInvariant(),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? throw Unfit<T>(vr, tag),
    };

    private static DicomDataException Unfit<T>(DicomVR vr, DicomTag tag) =>
        new($"{typeof(T).Name} cannot be stored in {tag} {tag.DictionaryEntry.Name}, which is {vr.Code}.");
}
