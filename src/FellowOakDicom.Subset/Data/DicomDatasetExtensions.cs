namespace FellowOakDicom;

/// <summary>Small conveniences around a data set.</summary>
public static class DicomDatasetExtensions
{
    /// <summary>The date and the time of two elements as one moment; midnight where there is no time.</summary>
    public static DateTime GetDateTime(this DicomDataset dataset, DicomTag date, DicomTag time)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var day = dataset.GetSingleValueOrDefault(date, DateTime.MinValue);
        var clock = dataset.GetSingleValueOrDefault(time, DateTime.MinValue);
        return day.Date + clock.TimeOfDay;
    }

    /// <summary>From here on, values are stored as they are, checked or not.</summary>
    public static DicomDataset NotValidated(this DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        dataset.ValidateItems = false;
        return dataset;
    }

    /// <summary>From here on, values are checked as they are added.</summary>
    public static DicomDataset Validated(this DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        dataset.ValidateItems = true;
        return dataset;
    }
}
