using FellowOakDicom;

namespace CausalClipSeg.Dicom.Network;

/// <summary>Who takes an instance over: the status goes to the sender only after this has answered, so "success" means kept.</summary>
public interface IInstanceReceiver
{
    Task<ReceiveOutcome> ReceiveAsync(ReceivedInstance instance, CancellationToken cancellation);
}

/// <summary>A complete instance in the spool, on disk to the last byte.</summary>
/// <param name="SpoolFile">A Part 10 file that is deleted when the receiver has answered; take its content or move it away.</param>
/// <param name="Dataset">Its data set; large values are read from the file when asked for.</param>
/// <param name="CallingAe">The sender's application entity title.</param>
public sealed record ReceivedInstance(string SpoolFile, DicomDataset Dataset, string CallingAe);

/// <summary>Kept, or refused with a status of PS3.4 table B.2-1 and the reason as Error Comment (0000,0902).</summary>
public abstract record ReceiveOutcome
{
    private ReceiveOutcome()
    {
    }

    public sealed record Accepted : ReceiveOutcome;

    public sealed record Refused(ReceiveRefusal Kind, string Reason) : ReceiveOutcome;
}

/// <summary>Which failure status a refused instance gets.</summary>
public enum ReceiveRefusal
{
    /// <summary>0xC000: cannot be understood.</summary>
    CannotUnderstand,

    /// <summary>0xA900: the data set does not match its SOP class.</summary>
    DoesNotMatchSopClass,

    /// <summary>0xA700: out of resources; the sender may try again.</summary>
    OutOfResources,
}
