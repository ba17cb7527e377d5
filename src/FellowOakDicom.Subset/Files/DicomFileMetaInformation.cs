namespace FellowOakDicom;

/// <summary>The file meta information (PS3.10 section 7.1): what the file holds and in which syntax.</summary>
public sealed class DicomFileMetaInformation : DicomDataset
{
    /// <summary>An empty one, whose values are stored as they are, checked or not.</summary>
    public DicomFileMetaInformation() => ValidateItems = false;

    /// <summary>The meta information that a data set's own elements give; its values are checked where the data set's are.</summary>
    /// <exception cref="DicomDataException">The data set does not name its class or its instance.</exception>
    public DicomFileMetaInformation(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ValidateItems = dataset.ValidateItems;
        Version = [0, 1];
        MediaStorageSOPClassUID = dataset.GetSingleValue<DicomUID>(DicomTag.SOPClassUID);
        MediaStorageSOPInstanceUID = dataset.GetSingleValue<DicomUID>(DicomTag.SOPInstanceUID);
        TransferSyntax = dataset.InternalTransferSyntax;
        NameWriter();
    }

    public byte[] Version
    {
        get => GetValues<byte>(DicomTag.FileMetaInformationVersion);
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

    public string? ImplementationVersionName
    {
        get => GetSingleValueOrDefault<string?>(DicomTag.ImplementationVersionName, null);
        set => AddOrUpdate(DicomTag.ImplementationVersionName, value);
    }

    public string? SourceApplicationEntityTitle
    {
        get => GetSingleValueOrDefault<string?>(DicomTag.SourceApplicationEntityTitle, null);
        set => AddOrUpdate(DicomTag.SourceApplicationEntityTitle, value);
    }

    public override string ToString() => "DICOM File Meta Info";

    /// <summary>Says what every file says of its format, and that we wrote it, whoever wrote what was read (PS3.10 table 7.1-1).</summary>
    internal void Complete()
    {
        if (!Contains(DicomTag.FileMetaInformationVersion)) Version = [0, 1];
        NameWriter();
    }

    /// <summary>Takes from the data set what it gives and what is not said yet.</summary>
    internal void Complete(DicomDataset dataset)
    {
        if (!Contains(DicomTag.MediaStorageSOPClassUID) && dataset.TryGetSingleValue<DicomUID>(DicomTag.SOPClassUID, out var sopClass)) MediaStorageSOPClassUID = sopClass;
        if (!Contains(DicomTag.MediaStorageSOPInstanceUID) && dataset.TryGetSingleValue<DicomUID>(DicomTag.SOPInstanceUID, out var instance)) MediaStorageSOPInstanceUID = instance;
        if (!Contains(DicomTag.TransferSyntaxUID)) TransferSyntax = dataset.InternalTransferSyntax;
    }

    /// <summary>The same items, stored as they are from here on.</summary>
    internal DicomFileMetaInformation Copy()
    {
        var copy = new DicomFileMetaInformation();
        CopyInto(copy);
        return copy;
    }

    private protected override void Check(DicomItem item)
    {
        if (item.Tag.Group != 2) throw new DicomDataException($"{item.Tag} is of group {item.Tag.Group:X4}; the file meta information holds group 0002 alone.");
        base.Check(item);
    }

    private void NameWriter()
    {
        ImplementationClassUID = DicomImplementation.ClassUID;
        ImplementationVersionName = DicomImplementation.Version;
    }
}
