namespace FellowOakDicom.Network;

/// <summary>Asks a peer to keep a composite object (PS3.7 section 9.1.1).</summary>
public sealed class DicomCStoreRequest : DicomRequest
{
    public DicomCStoreRequest(DicomFile file, DicomPriority priority = DicomPriority.Medium)
        : base(DicomCommandField.CStoreRequest, file.Dataset.GetSingleValue<DicomUID>(DicomTag.SOPClassUID), priority)
    {
        File = file;
        Dataset = file.Dataset;
        SOPInstanceUID = file.Dataset.GetSingleValue<DicomUID>(DicomTag.SOPInstanceUID);
    }

    public DicomCStoreRequest(string fileName, DicomPriority priority = DicomPriority.Medium)
        : this(DicomFile.Open(fileName), priority)
    {
    }

    public DicomCStoreRequest(DicomDataset command)
        : base(command)
    {
    }

    public delegate void ResponseDelegate(DicomCStoreRequest request, DicomCStoreResponse response);

    public ResponseDelegate? OnResponseReceived { get; set; }

    public DicomFile? File { get; internal set; }

    public DicomUID SOPInstanceUID
    {
        get => ReadUid(DicomTag.AffectedSOPInstanceUID) ?? new DicomUID("", "Unknown", DicomUidType.SOPInstance);
        private set => Command.AddOrUpdate(DicomTag.AffectedSOPInstanceUID, value);
    }

    /// <summary>The encoding that the object has now, and that is proposed for it first.</summary>
    public DicomTransferSyntax? TransferSyntax => File?.Dataset.InternalTransferSyntax;

    /// <summary>Encodings to propose beside the object's own.</summary>
    public IReadOnlyList<DicomTransferSyntax>? AdditionalTransferSyntaxes { get; set; }

    /// <summary>Implicit VR Little Endian is the default transfer syntax of PS3.5 section 10.1, and proposed unless this is set.</summary>
    public bool OmitImplicitVrTransferSyntaxInAssociationRequest { get; set; }

    protected internal override void PostResponse(DicomService service, DicomResponse response) =>
        OnResponseReceived?.Invoke(this, (DicomCStoreResponse)response);

    internal override DicomResponse CreateResponse(DicomStatus status) => new DicomCStoreResponse(this, status);

    internal override DicomResponse CreateResponse(DicomDataset command) => new DicomCStoreResponse(command);
}
