using CausalClipSeg.Dicom.Network;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Storage;

/// <summary>Takes instances into a folder, or answers what it was told to.</summary>
internal sealed class RecordingReceiver(string folder) : IInstanceReceiver
{
    private readonly Lock _gate = new();

    public ReceiveOutcome Outcome { get; set; } = new ReceiveOutcome.Accepted();

    /// <summary>What <see cref="WhyClosed"/> says.</summary>
    public string? Closed { get; set; }

    /// <summary>An instance is taken only when this has ended.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    /// <summary>Which instances wait for <see cref="Hold"/>.</summary>
    public Predicate<DicomDataset> Holds { get; set; } = _ => true;

    public Func<CommitmentRequest, CommitmentAnswer> Commitment { get; set; } = _ => new CommitmentAnswer.Refused("not asked for");

    public List<(string CallingAe, DicomTransferSyntax Syntax, string Path, string Sha256)> Taken { get; } = [];

    public List<CommitmentReport> Reports { get; } = [];

    /// <summary>What never became an instance: its UID, whether its bytes were there, and why.</summary>
    public List<(string Uid, bool HasBytes, string Reason)> Refused { get; } = [];

    public string? WhyClosed() => Closed;

    public async Task<ReceiveOutcome> ReceiveAsync(ReceivedInstance instance, CancellationToken cancellation)
    {
        if (Holds(instance.Dataset)) await Hold;
        var path = Path.Combine(folder, instance.Dataset.GetString(DicomTag.SOPInstanceUID) + ".dcm");
        if (Outcome is ReceiveOutcome.Accepted) File.Move(instance.SpoolFile, path, overwrite: true);
        lock (_gate) Taken.Add((instance.CallingAe, instance.Dataset.InternalTransferSyntax, path, instance.Sha256));
        return Outcome;
    }

    public Task RefusedAsync(string sopInstanceUid, string? spoolFile, string reason, CancellationToken cancellation)
    {
        lock (_gate) Refused.Add((sopInstanceUid, File.Exists(spoolFile), reason));
        return Task.CompletedTask;
    }

    public Task<CommitmentAnswer> CommitAsync(CommitmentRequest request, CancellationToken cancellation) => Task.FromResult(Commitment(request));

    public Task<bool> CommittedAsync(CommitmentReport report, CancellationToken cancellation)
    {
        lock (_gate) Reports.Add(report);
        return Task.FromResult(true);
    }
}
