using System.Globalization;

namespace FellowOakDicom;

/// <summary>Text values as the types that callers ask for.</summary>
internal static class TextConversion
{
    private static readonly string[] Dates = ["yyyyMMdd", "yyyy.MM.dd", "yyyy/MM/dd", "yyyyMM", "yyyy"];
    private static readonly string[] Times =
        ["HHmmss.FFFFFFF", "HHmmss", "HHmm", "HH", "HH:mm:ss.FFFFFFF", "HH:mm:ss", "HH:mm"];
    private static readonly string[] Moments =
    [
        "yyyyMMddHHmmss.FFFFFFF", "yyyyMMddHHmmss", "yyyyMMddHHmm", "yyyyMMddHH", "yyyyMMdd", "yyyyMM", "yyyy",
        "yyyyMMddHHmmss.FFFFFFFzzz", "yyyyMMddHHmmsszzz", "yyyyMMddHHmmzzz", "yyyyMMddHHzzz", "yyyyMMddzzz", "yyyyMMzzz", "yyyyzzz",
    ];

    /// <summary>The value as a type, or null where the representation has no such reading.</summary>
    internal static object? To(string value, Type type, DicomVR vr)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        if (target == typeof(string) || target == typeof(object)) return value;
        if (target == typeof(DicomUID)) return DicomUID.Parse(value);
        if (target == typeof(DicomTransferSyntax)) return DicomTransferSyntax.Parse(value);
        if (target.IsEnum) return Enum.Parse(target, value.Trim().Replace("\0", "", StringComparison.Ordinal), ignoreCase: true);
        if (target == typeof(DateTime)) return Date(value.Trim(), vr);
        if (target == typeof(DicomDateRange)) return DicomDateRange.Parse(value, text => Date(text, vr));
        if (target == typeof(Guid)) return Guid.Parse(value);
        return target.IsPrimitive || target == typeof(decimal) ? Number(value.Trim(), target) : null;
    }

    /// <summary>A moment as PS3.5 section 6.2 writes it in DA, TM or DT.</summary>
    internal static string Format(DateTime value, DicomVR vr) => value.ToString(
        vr == DicomVR.DA ? "yyyyMMdd" : vr == DicomVR.TM ? "HHmmss.FFFFFF" : "yyyyMMddHHmmss.FFFFFF", CultureInfo.InvariantCulture);

    /// <summary>A number in at most the 16 characters of a decimal string.</summary>
    internal static string Decimal(double value)
    {
        if (!double.IsFinite(value)) throw new DicomDataException($"{value} cannot be written as a decimal string; only finite numbers can.");
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        for (var digits = 16; text.Length > 16 && digits > 0; digits--)
            text = value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text;
    }

    internal static string Decimal(decimal value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        return text.Length <= 16 ? text : Decimal((double)value);
    }

    private static object Number(string text, Type target)
    {
        var culture = CultureInfo.InvariantCulture;
        if (target == typeof(double)) return double.Parse(text, NumberStyles.Float, culture) is var d && double.IsFinite(d) ? d : throw NotFinite();
        if (target == typeof(float)) return float.Parse(text, NumberStyles.Float, culture) is var f && float.IsFinite(f) ? f : throw NotFinite();
        if (target == typeof(decimal)) return decimal.Parse(text, NumberStyles.Float, culture);
        if (target == typeof(bool) || target == typeof(char)) return Convert.ChangeType(text, target, culture);
        return long.TryParse(text, NumberStyles.Integer, culture, out var whole)
            ? Convert.ChangeType(whole, target, culture)
            : Convert.ChangeType(decimal.Parse(text, NumberStyles.Float, culture), target, culture);
    }

    // A decimal string is a number in decimal notation, and neither NaN nor infinity is (PS3.5 section 6.2).
    private static OverflowException NotFinite() => new("The text is no finite number.");

    private static DateTime Date(string text, DicomVR vr)
    {
        var formats = vr == DicomVR.DA ? Dates : vr == DicomVR.TM ? Times : Moments;
        return DateTime.ParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault);
    }
}
