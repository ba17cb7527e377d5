namespace CausalClipSeg.Dicom.Network;

/// <summary>What the associations of one SCP share: its policy, its receiver, and how many of them are open.</summary>
internal sealed class StorageScpState(StorageScpOptions options, IInstanceReceiver receiver)
{
    private int _open;
    private volatile bool _isDraining;
    private string? _closed;

    public StorageScpOptions Options { get; } = options;

    public IInstanceReceiver Receiver { get; } = receiver;

    public AssociationPolicy Policy { get; } = new(options);

    public int Open => Volatile.Read(ref _open);

    /// <summary>No further association; those that are open come to their end.</summary>
    public bool IsDraining => _isDraining;

    public void Drain() => _isDraining = true;

    /// <returns>False where the limit of associations is reached.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= Options.MaximumAssociations)
            return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _open);

    /// <summary>Asks the receiver, and tells whether its answer is another than the last time, so that it is said aloud once.</summary>
    public string? WhyClosed(out bool isNews)
    {
        var reason = Receiver.WhyClosed();
        isNews = (Interlocked.Exchange(ref _closed, reason) is null) != (reason is null);
        return reason;
    }
}
