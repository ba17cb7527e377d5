namespace FellowOakDicom.Network;

/// <summary>A request of DIMSE (PS3.7 section 7), which one or more responses answer.</summary>
public abstract class DicomRequest : DicomMessage
{
    protected DicomRequest(DicomDataset command)
        : base(command)
    {
    }

    protected DicomRequest(DicomCommandField type, DicomUID sopClassUid, DicomPriority? priority = null)
        : base(NewCommand(type))
    {
        SOPClassUID = sopClassUid;
        if (priority is { } urgency)
            Priority = urgency;
    }

    /// <summary>Called when the request got no answer in <see cref="DicomServiceOptions.RequestTimeout"/>.</summary>
    public EventHandler<OnTimeoutEventArgs>? OnTimeout { get; set; }

    /// <summary>The number of the request within its association; given when it is sent.</summary>
    public ushort MessageID
    {
        get => Command.GetSingleValueOrDefault<ushort>(DicomTag.MessageID, 0);
        internal set => Command.AddOrUpdate(DicomTag.MessageID, value);
    }

    public DicomPriority Priority
    {
        get => (DicomPriority)Command.GetSingleValueOrDefault<ushort>(DicomTag.Priority, 0);
        internal set => Command.AddOrUpdate(DicomTag.Priority, (ushort)value);
    }

    /// <summary>When the last response with status pending came, for operations that have several.</summary>
    public DateTime? LastPendingResponseReceived { get; internal set; }

    private protected override ushort Number => MessageID;

    /// <summary>Hands a response to whoever waits for it.</summary>
    protected internal abstract void PostResponse(DicomService service, DicomResponse response);

    /// <summary>The answer that we give ourselves where the request could not be sent.</summary>
    internal abstract DicomResponse CreateResponse(DicomStatus status);

    /// <summary>The answer of the peer in the type that belongs to this request.</summary>
    internal abstract DicomResponse CreateResponse(DicomDataset command);

    /// <summary>How long a request waited in vain.</summary>
    public sealed class OnTimeoutEventArgs(TimeSpan timeout) : EventArgs
    {
        public TimeSpan Timeout { get; } = timeout;
    }
}
