using System.Globalization;
using FellowOakDicom;
using static CausalClipSeg.Pipeline.Intake.InstanceIdentity;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>What an image says of its patient by which a model is judged; nothing that is not as the standard writes it.</summary>
internal static class PatientTraits
{
    private const int Oldest = 130;

    /// <summary>Patient's Sex (0010,0040): "F", "M" or "O" (PS3.3 C.7.1.1).</summary>
    public static string? Sex(DicomDataset dataset) => Text(dataset, DicomTag.PatientSex) is ("F" or "M" or "O") and var sex ? sex : null;

    /// <summary>Whole years: Patient's Age (0010,1010), else from Patient's Birth Date (0010,0030) to the day of the image, series or study.</summary>
    public static int? Age(DicomDataset dataset)
    {
        var years = Years(Text(dataset, DicomTag.PatientAge)) ?? Between(Day(dataset, DicomTag.PatientBirthDate),
            Day(dataset, DicomTag.AcquisitionDate) ?? Day(dataset, DicomTag.ContentDate) ?? Day(dataset, DicomTag.SeriesDate) ?? Day(dataset, DicomTag.StudyDate));
        return years is >= 0 and <= Oldest ? years : null;
    }

    /// <summary>An Age String: three digits and D, W, M or Y (PS3.5 6.2).</summary>
    private static int? Years(string? age) =>
        age is not [_, _, _, var unit] || !int.TryParse(age.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? null : unit switch
        {
            'Y' => count,
            'M' => count / 12,
            'W' => count * 7 / 365,
            'D' => count / 365,
            _ => null,
        };

    private static int? Between(DateOnly? birth, DateOnly? day) =>
        birth is { } from && day is { } to ? to.Year - from.Year - ((to.Month, to.Day).CompareTo((from.Month, from.Day)) < 0 ? 1 : 0) : null;

    private static DateOnly? Day(DicomDataset dataset, DicomTag tag) =>
        DateOnly.TryParseExact(Text(dataset, tag), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
