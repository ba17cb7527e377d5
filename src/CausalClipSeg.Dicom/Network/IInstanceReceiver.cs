using FellowOakDicom;

namespace CausalClipSeg.Dicom.Network;

/// <summary>Who takes an instance over: the status goes to the sender only after this has answered, so "success" means kept.</summary>
public interface IInstanceReceiver
{
    /// <summary>Asked before the first byte of an object is received.</summary>
    /// <returns>Null, or why nothing can be taken now (a nearly full disk); the sender gets 0xA700 with it.</returns>
    string? WhyClosed();

    /// <summary>Takes a complete instance over and makes it durable.</summary>
    Task<ReceiveOutcome> ReceiveAsync(ReceivedInstance instance, CancellationToken cancellation);

    /// <summary>An object was refused before it could be handed over: it cannot be read, it is not what its request says, it is too long.</summary>
    /// <param name="sopInstanceUid">Of the request.</param>
    /// <param name="spoolFile">What came, as far as it was kept; deleted when this has answered.</param>
    Task RefusedAsync(string sopInstanceUid, string? spoolFile, string reason, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Somebody asks whether we answer for instances from now on (storage commitment as SCP, PS3.4 annex J).</summary>
    Task<CommitmentAnswer> CommitAsync(CommitmentRequest request, CancellationToken cancellation);

    /// <summary>An archive tells what became of the instances that we asked about (storage commitment as SCU).</summary>
    /// <returns>False where no such transaction is known.</returns>
    Task<bool> CommittedAsync(CommitmentReport report, CancellationToken cancellation);

    /// <summary>Somebody was not let in: an application entity that is not allowed, a called title that is not ours.</summary>
    Task TurnedAwayAsync(string callingAe, string host, string why, CancellationToken cancellation) => Task.CompletedTask;
}

/// <summary>A complete instance in the spool.</summary>
/// <param name="SpoolFile">A Part 10 file that is deleted when the receiver has answered; take its content or move it away, and flush it.</param>
/// <param name="Dataset">Its data set; large values are read from the file when asked for.</param>
/// <param name="Sha256">SHA-256 of the data set's bytes as they came, lower-case hexadecimal; the file meta information is not part of it.</param>
/// <param name="CallingAe">The sender's application entity title.</param>
public sealed record ReceivedInstance(string SpoolFile, DicomDataset Dataset, string Sha256, string CallingAe);

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
