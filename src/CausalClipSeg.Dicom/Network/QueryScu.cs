using FellowOakDicom;
using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Network;

/// <summary>Asks an archive what it holds (C-FIND, PS3.4 C.4.1) and has it sent elsewhere (C-MOVE, C.4.2).</summary>
public static class QueryScu
{
    /// <param name="keys">What to match and, empty, what to return (PS3.4 C.6.2).</param>
    public static async Task<QueryResult> FindAsync(PacsDestination archive, DicomQueryRetrieveLevel level, DicomDataset keys, CancellationToken cancellation)
    {
        var matches = new List<DicomDataset>();
        DicomStatus? last = null;
        var request = new DicomCFindRequest(level);
        foreach (var key in keys)
            request.Dataset?.AddOrUpdate(key);
        request.OnResponseReceived = (_, response) =>
        {
            last = response.Status;
            if (response is { Status.State: DicomState.Pending, Dataset: { } match })
                matches.Add(match);
        };
        using var exchange = new Exchange(archive);
        var failure = await exchange.RunAsync([request], cancellation).ConfigureAwait(false);
        return new QueryResult(matches, RetrieveOutcome.Failure(archive, "C-FIND", last, failure));
    }

    /// <summary>The archive sends the study, series or instance to the application entity that it knows by this title.</summary>
    public static async Task<RetrieveOutcome> MoveAsync(PacsDestination archive, RetrieveTarget target, string destinationAe, CancellationToken cancellation)
    {
        DicomCMoveResponse? last = null;
        var request = target switch
        {
            { SeriesInstanceUid: null } => new DicomCMoveRequest(destinationAe, target.StudyInstanceUid),
            { SopInstanceUid: null } => new DicomCMoveRequest(destinationAe, target.StudyInstanceUid, target.SeriesInstanceUid),
            _ => new DicomCMoveRequest(destinationAe, target.StudyInstanceUid, target.SeriesInstanceUid, target.SopInstanceUid),
        };
        request.OnResponseReceived = (_, response) => last = response;
        using var exchange = new Exchange(archive);
        var failure = await exchange.RunAsync([request], cancellation).ConfigureAwait(false);
        return new RetrieveOutcome(last?.Completed ?? 0, last?.Failures ?? 0, RetrieveOutcome.Failure(archive, "C-MOVE", last?.Status, failure));
    }
}

/// <summary>The matches, and why there may be more that did not come.</summary>
public sealed record QueryResult(IReadOnlyList<DicomDataset> Matches, PeerFailure? Failure);

/// <summary>A study, a series of it, or one instance.</summary>
public sealed record RetrieveTarget(string StudyInstanceUid, string? SeriesInstanceUid = null, string? SopInstanceUid = null);

/// <summary>How many instances came or went, and what kept the others.</summary>
public sealed record RetrieveOutcome(int Completed, int Failed, PeerFailure? Problem)
{
    /// <summary>PS3.4 tables C.4-1 to C.4-3: A7xx may pass, B000 has failed sub-operations, the rest will not pass.</summary>
    internal static PeerFailure? Failure(PacsDestination archive, string operation, DicomStatus? status, PeerFailure? failure) => status switch
    {
        null or { State: DicomState.Pending } => failure ?? new PeerFailure(false, $"{archive} ended {operation} without a final status."),
        { State: DicomState.Success } => null,
        _ => new PeerFailure((status.Code & 0xFF00) != 0xA700 && status.State != DicomState.Warning,
            $"{archive} answers {operation} with {status.Code:X4} {status.Description}{(string.IsNullOrWhiteSpace(status.ErrorComment) ? "" : $" ({status.ErrorComment})")}."),
    };
}
