namespace FellowOakDicom.Network;

/// <summary>The answer to a request of DIMSE (PS3.7 section 7): its status says what became of it.</summary>
public abstract class DicomResponse : DicomMessage
{
    protected DicomResponse(DicomDataset command)
        : base(command)
    {
    }

    protected DicomResponse(DicomRequest request, DicomStatus status)
        : base(NewCommand((DicomCommandField)((ushort)request.Type | 0x8000)))
    {
        PresentationContext = request.PresentationContext;
        if (request.SOPClassUID.UID.Length > 0)
            Command.AddOrUpdate(DicomTag.AffectedSOPClassUID, request.SOPClassUID);
        RequestMessageID = request.MessageID;
        Status = status;
    }

    public ushort RequestMessageID
    {
        get => Command.GetSingleValueOrDefault<ushort>(DicomTag.MessageIDBeingRespondedTo, 0);
        internal set => Command.AddOrUpdate(DicomTag.MessageIDBeingRespondedTo, value);
    }

    public DicomStatus Status
    {
        get
        {
            var status = DicomStatus.Lookup(Command.GetSingleValueOrDefault<ushort>(DicomTag.Status, DicomStatus.ProcessingFailure.Code));
            var comment = Command.GetSingleValueOrDefault(DicomTag.ErrorComment, "");
            return comment.Length == 0 ? status : new DicomStatus(status, comment);
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Command.AddOrUpdate(DicomTag.Status, value.Code);
            if (value.ErrorComment.Length > 0)
                Command.AddOrUpdate(DicomTag.ErrorComment, value.ErrorComment.Length > 64 ? value.ErrorComment[..64] : value.ErrorComment);
        }
    }

    private protected override ushort Number => RequestMessageID;

    public override string ToString() => $"{Type} [{RequestMessageID}]: {Status}";
}
