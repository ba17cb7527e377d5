using System.Globalization;
using CausalClipSeg.Dicom;
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
        return new DateTimeOffset(local, TimezoneOffset.Of(dataset) ?? zone.GetUtcOffset(local));
    }
}
