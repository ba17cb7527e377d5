namespace FellowOakDicom.Network;

/// <summary>The answer to C-ECHO (PS3.7 section 9.1.5).</summary>
public sealed class DicomCEchoResponse : DicomResponse
{
    public DicomCEchoResponse(DicomDataset command)
        : base(command)
    {
    }

    public DicomCEchoResponse(DicomCEchoRequest request, DicomStatus status)
        : base(request, status)
    {
    }
}
