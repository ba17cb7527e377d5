namespace FellowOakDicom;

/// <summary>The file meta information (PS3.10 section 7.1): what the file holds and in which syntax.</summary>
public sealed class DicomFileMetaInformation : DicomDataset
{
    public DicomFileMetaInformation() => ValidateItems = false;

    /// <summary>The meta information that a data set's own elements give.</summary>
    public DicomFileMetaInformation(DicomDataset dataset)
        : this()
    {
        ArgumentNullException.ThrowIfNull(dataset);
        Version = [0, 1];
        if (dataset.TryGetSingleValue<DicomUID>(DicomTag.SOPClassUID, out var sopClass)) MediaStorageSOPClassUID = sopClass;
        if (dataset.TryGetSingleValue<DicomUID>(DicomTag.SOPInstanceUID, out var instance)) MediaStorageSOPInstanceUID = instance;
        TransferSyntax = dataset.InternalTransferSyntax;
        ImplementationClassUID = DicomImplementation.ClassUID;
        ImplementationVersionName = DicomImplementation.Version;
    }

    public byte[] Version
    {
        get => TryGetValues<byte>(DicomTag.FileMetaInformationVersion, out var version) ? version : [0, 1];
        set => AddOrUpdate(DicomTag.FileMetaInformationVersion, value);
    }

    public DicomUID MediaStorageSOPClassUID
    {
        get => GetSingleValue<DicomUID>(DicomTag.MediaStorageSOPClassUID);
        set => AddOrUpdate(DicomTag.MediaStorageSOPClassUID, value);
    }

    public DicomUID MediaStorageSOPInstanceUID
    {
        get => GetSingleValue<DicomUID>(DicomTag.MediaStorageSOPInstanceUID);
        set => AddOrUpdate(DicomTag.MediaStorageSOPInstanceUID, value);
    }

    public DicomTransferSyntax TransferSyntax
    {
        get => GetSingleValue<DicomTransferSyntax>(DicomTag.TransferSyntaxUID);
        set => AddOrUpdate(DicomTag.TransferSyntaxUID, value);
    }

    public DicomUID ImplementationClassUID
    {
        get => GetSingleValue<DicomUID>(DicomTag.ImplementationClassUID);
        set => AddOrUpdate(DicomTag.ImplementationClassUID, value);
    }

    public string ImplementationVersionName
    {
        get => GetSingleValueOrDefault(DicomTag.ImplementationVersionName, "");
        set => AddOrUpdate(DicomTag.ImplementationVersionName, value);
    }

    public string SourceApplicationEntityTitle
    {
        get => GetSingleValueOrDefault(DicomTag.SourceApplicationEntityTitle, "");
        set => AddOrUpdate(DicomTag.SourceApplicationEntityTitle, value);
    }

    public override DicomDataset Clone()
    {
        var copy = new DicomFileMetaInformation();
        CopyInto(copy);
        return copy;
    }

    public override string ToString() => "DICOM File Meta Info";
}
