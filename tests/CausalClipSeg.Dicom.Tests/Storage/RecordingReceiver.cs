using CausalClipSeg.Dicom.Network;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Storage;

/// <summary>Takes instances into a folder, or answers what it was told to.</summary>
internal sealed class RecordingReceiver(string folder) : IInstanceReceiver
{
    private readonly Lock _gate = new();

    public ReceiveOutcome Outcome { get; set; } = new ReceiveOutcome.Accepted();

    public List<(string CallingAe, DicomTransferSyntax Syntax, string Path)> Taken { get; } = [];

    public Task<ReceiveOutcome> ReceiveAsync(ReceivedInstance instance, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, instance.Dataset.GetString(DicomTag.SOPInstanceUID) + ".dcm");
        if (Outcome is ReceiveOutcome.Accepted) File.Move(instance.SpoolFile, path, overwrite: true);
        lock (_gate) Taken.Add((instance.CallingAe, instance.Dataset.InternalTransferSyntax, path));
        return Task.FromResult(Outcome);
    }
}
