namespace FellowOakDicom.Network;

/// <summary>A request that was sent and waits for its last response.</summary>
internal sealed class PendingRequest(DicomRequest request)
{
    private long _since = long.MaxValue;

    public DicomRequest Request { get; } = request;

    /// <summary>The request is out, or a response with status pending or an object of a retrieval came: the wait starts anew.</summary>
    public void Touch(TimeProvider time) => Interlocked.Exchange(ref _since, time.GetTimestamp());

    public bool Waited(TimeSpan limit, TimeProvider time)
    {
        var since = Interlocked.Read(ref _since);
        return since != long.MaxValue && time.GetElapsedTime(since) >= limit;
    }
}
