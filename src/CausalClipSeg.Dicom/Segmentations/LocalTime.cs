using System.Globalization;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>A moment as the date and time of an object: in the offset that the object takes over from its source, else in the moment's own, which is the site's.</summary>
internal readonly record struct LocalTime(string Date, string Time)
{
    public static LocalTime Of(DateTimeOffset moment, DicomDataset source)
    {
        var local = TimezoneOffset.Of(source) is { } offset ? moment.ToOffset(offset) : moment;
        return new LocalTime(local.ToString("yyyyMMdd", CultureInfo.InvariantCulture), local.ToString("HHmmss", CultureInfo.InvariantCulture));
    }
}
