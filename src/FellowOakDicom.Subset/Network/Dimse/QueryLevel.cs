namespace FellowOakDicom.Network;

/// <summary>Writes and reads Query/Retrieve Level (0008,0052).</summary>
internal static class QueryLevel
{
    public static DicomDataset Identifier(DicomQueryRetrieveLevel level)
    {
        var identifier = new DicomDataset();
        if (level != DicomQueryRetrieveLevel.NotApplicable)
            identifier.AddOrUpdate(DicomTag.QueryRetrieveLevel, level.ToString().ToUpperInvariant());
        return identifier;
    }

    /// <summary>The identifier of a retrieval: the level follows from how deep the keys go (PS3.4 section C.4.2.2.1).</summary>
    public static DicomDataset Retrieval(string study, string? series, string? instance)
    {
        var level = series is null ? DicomQueryRetrieveLevel.Study
            : instance is null ? DicomQueryRetrieveLevel.Series : DicomQueryRetrieveLevel.Image;
        var identifier = Identifier(level);
        identifier.AddOrUpdate(DicomTag.StudyInstanceUID, study);
        if (series is not null)
            identifier.AddOrUpdate(DicomTag.SeriesInstanceUID, series);
        if (instance is not null)
            identifier.AddOrUpdate(DicomTag.SOPInstanceUID, instance);
        return identifier;
    }
}
