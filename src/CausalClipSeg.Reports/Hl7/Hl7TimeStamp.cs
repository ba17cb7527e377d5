using System.Globalization;

namespace CausalClipSeg.Reports.Hl7;

/// <summary>Reads HL7's time stamps, which may stop at any precision (chapter 2A, TS and DTM).</summary>
public static class Hl7TimeStamp
{
    private static readonly string[] _formats = ["yyyyMMddHHmmss", "yyyyMMddHHmm", "yyyyMMddHH", "yyyyMMdd", "yyyyMM", "yyyy"];

    /// <summary>The moment meant, or null; a time without an offset is of the given zone.</summary>
    public static DateTimeOffset? Read(string value, TimeZoneInfo zone)
    {
        var sign = value.IndexOfAny(['+', '-']);
        var digits = sign < 0 ? value : value[..sign];
        var point = digits.IndexOf('.');
        if (point >= 0) digits = digits[..point];
        if (!DateTime.TryParseExact(digits, _formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return null;
        var offset = sign < 0 ? zone.GetUtcOffset(local) : Offset(value[sign..]);
        return offset is { } known ? new DateTimeOffset(local, known) : null;
    }

    private static TimeSpan? Offset(string text) =>
        text.Length == 5 && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number / 100 <= 14 && number % 100 < 60
            ? new TimeSpan(number / 100, number % 100, 0) * (text[0] == '-' ? -1 : 1)
            : null;
}
