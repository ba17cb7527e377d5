namespace FellowOakDicom.Network;

/// <summary>How far C-GET got (PS3.7 section 9.1.3).</summary>
public sealed class DicomCGetResponse : DicomResponse
{
    public DicomCGetResponse(DicomDataset command)
        : base(command)
    {
    }

    public DicomCGetResponse(DicomCGetRequest request, DicomStatus status)
        : base(request, status)
    {
    }

    public int Remaining
    {
        get => Command.GetSingleValueOrDefault<ushort>(DicomTag.NumberOfRemainingSuboperations, 0);
        set => Command.AddOrUpdate(DicomTag.NumberOfRemainingSuboperations, (ushort)value);
    }

    public int Completed
    {
        get => Command.GetSingleValueOrDefault<ushort>(DicomTag.NumberOfCompletedSuboperations, 0);
        set => Command.AddOrUpdate(DicomTag.NumberOfCompletedSuboperations, (ushort)value);
    }

    public int Warnings
    {
        get => Command.GetSingleValueOrDefault<ushort>(DicomTag.NumberOfWarningSuboperations, 0);
        set => Command.AddOrUpdate(DicomTag.NumberOfWarningSuboperations, (ushort)value);
    }

    public int Failures
    {
        get => Command.GetSingleValueOrDefault<ushort>(DicomTag.NumberOfFailedSuboperations, 0);
        set => Command.AddOrUpdate(DicomTag.NumberOfFailedSuboperations, (ushort)value);
    }
}
