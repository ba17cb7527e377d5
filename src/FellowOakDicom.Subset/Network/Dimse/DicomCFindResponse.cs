namespace FellowOakDicom.Network;

/// <summary>One match of C-FIND, or its end (PS3.7 section 9.1.2).</summary>
public sealed class DicomCFindResponse : DicomResponse
{
    public DicomCFindResponse(DicomDataset command)
        : base(command)
    {
    }

    public DicomCFindResponse(DicomCFindRequest request, DicomStatus status)
        : base(request, status)
    {
    }
}
