namespace FellowOakDicom.Network;

/// <summary>Asks a peer whether it is there and speaks DICOM (PS3.7 section 9.1.5).</summary>
public sealed class DicomCEchoRequest : DicomRequest
{
    public DicomCEchoRequest()
        : base(DicomCommandField.CEchoRequest, DicomUID.Verification)
    {
    }

    public DicomCEchoRequest(DicomDataset command)
        : base(command)
    {
    }

    public delegate void ResponseDelegate(DicomCEchoRequest request, DicomCEchoResponse response);

    public ResponseDelegate? OnResponseReceived { get; set; }

    protected internal override void PostResponse(DicomService service, DicomResponse response) =>
        OnResponseReceived?.Invoke(this, (DicomCEchoResponse)response);

    internal override DicomResponse CreateResponse(DicomStatus status) => new DicomCEchoResponse(this, status);

    internal override DicomResponse CreateResponse(DicomDataset command) => new DicomCEchoResponse(command);
}
