using System.Globalization;
using FellowOakDicom;

namespace CausalClipSeg.Dicom;

/// <summary>Timezone Offset From UTC (0008,0201): all dates and times of an object are in it (PS3.3 C.12.1.1.8).</summary>
public static class TimezoneOffset
{
    // From the date line to the date line, as ISO 8601 and the standard have it.
    private const int Earliest = -12 * 60;
    private const int Latest = 14 * 60;

    /// <summary>Null where the object states none, or none that can be (&amp;ZZXX, such as +0100).</summary>
    public static TimeSpan? Of(DicomDataset dataset)
    {
        var text = dataset.GetSingleValueOrDefault(DicomTag.TimezoneOffsetFromUTC, "").Trim();
        if (text is not ['+' or '-', ..] || text.Length != 5 || !int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number % 100 > 59)
            return null;
        var minutes = (number / 100 * 60 + number % 100) * (text[0] == '-' ? -1 : 1);
        return minutes is >= Earliest and <= Latest ? TimeSpan.FromMinutes(minutes) : null;
    }
}
