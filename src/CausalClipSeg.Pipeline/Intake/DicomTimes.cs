using System.Globalization;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>A date and a time of a data set -> one moment: by Timezone Offset From UTC (0008,0201), else by the site's zone.</summary>
internal static class DicomTimes
{
    private static readonly string[] _formats = ["yyyyMMddHHmmss", "yyyyMMddHHmm", "yyyyMMddHH", "yyyyMMdd"];

    public static DateTimeOffset? Read(DicomDataset dataset, DicomTag date, DicomTag time, TimeZoneInfo zone)
    {
        var clock = SrDocuments.Text(dataset, time)?.Split('.')[0].Replace(":", "", StringComparison.Ordinal) ?? "";
        if (!DateTime.TryParseExact($"{SrDocuments.Text(dataset, date)}{clock}", _formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return null;
        return new DateTimeOffset(local, Offset(SrDocuments.Text(dataset, DicomTag.TimezoneOffsetFromUTC)) ?? zone.GetUtcOffset(local));
    }

    // &ZZXX, such as +0100 (PS3.3 C.12.1.1.8).
    private static TimeSpan? Offset(string? text) =>
        text is ['+' or '-', ..] && text.Length == 5 && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number / 100 <= 14 && number % 100 < 60
            ? new TimeSpan(number / 100, number % 100, 0) * (text[0] == '-' ? -1 : 1)
            : null;
}
