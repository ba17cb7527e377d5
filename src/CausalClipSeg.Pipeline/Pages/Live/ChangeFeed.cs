using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>A case has moved, or a reader has said something of it, here or in another process.</summary>
internal sealed record CaseChange(Guid Case, string State)
{
    /// <summary>More has moved than this reader could be told in time: it looks at everything again.</summary>
    public static readonly CaseChange Many = new(Guid.Empty, "many");

    /// <summary>A reader's word, or that it was taken back; the case stands where it stood.</summary>
    public static CaseChange Reviewed(Guid id) => new(id, "reviewed");
}

/// <summary>
/// Follows the history in the database while somebody looks, once for all who look: whatever process moves a case, or takes a reader's word, writes a line there.
/// </summary>
internal sealed partial class ChangeFeed(PipelineStore store, TimeProvider clock, ILogger<ChangeFeed> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(400);

    /// <summary>Numbers are given out before they are committed: a line may appear behind ones that were read already, by a little.</summary>
    private const int Overlap = 500;

    private const int Waiting = 200;
    private readonly Lock _lock = new();
    private readonly List<Channel<CaseChange>> _readers = [];
    private readonly Queue<long> _order = new();
    private readonly HashSet<long> _seen = [];

    public async IAsyncEnumerable<CaseChange> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var missed = new StrongBox<int>();
        var channel = Channel.CreateBounded<CaseChange>(
            new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest }, _ => Interlocked.Exchange(ref missed.Value, 1));
        lock (_lock)
            _readers.Add(channel);
        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                if (Interlocked.Exchange(ref missed.Value, 0) == 1)
                    yield return CaseChange.Many;
                yield return change;
            }
        }
        finally
        {
            lock (_lock)
                _readers.Remove(channel);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        long? last = null;
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            if (!IsWatched())
            {
                last = null;
                continue;
            }
            try
            {
                last = await PublishSinceAsync(last, stoppingToken).ConfigureAwait(false);
            }
            catch (DbException away)
            {
                Interrupted(away.Message);
            }
        }
    }

    private async Task<long> PublishSinceAsync(long? last, CancellationToken cancellation)
    {
        var from = (last ?? await store.ReadAsync(db => db.CaseEvents.MaxAsync(e => (long?)e.Id, cancellation), cancellation).ConfigureAwait(false) ?? 0) - Overlap;
        var lines = await store.ReadAsync(db => db.CaseEvents.Where(e => e.Id > from).OrderBy(e => e.Id).Select(e => new { e.Id, e.CaseId, e.To, e.LabelId })
            .ToListAsync(cancellation), cancellation).ConfigureAwait(false);
        foreach (var line in lines)
            if (Remember(line.Id) && last is not null)
                Publish(line.LabelId is null ? new CaseChange(line.CaseId, line.To.ToString()) : CaseChange.Reviewed(line.CaseId));
        if (last is null) // whoever looks now may have read what they show before this first look, and what moved between the two would be told to nobody
            Publish(CaseChange.Many);
        return lines.Count > 0 ? lines[^1].Id : Math.Max(0, from + Overlap);
    }

    private bool Remember(long id)
    {
        if (!_seen.Add(id))
            return false;
        _order.Enqueue(id);
        if (_order.Count > 4 * Overlap)
            _seen.Remove(_order.Dequeue());
        return true;
    }

    private bool IsWatched()
    {
        lock (_lock)
            return _readers.Count > 0;
    }

    private void Publish(CaseChange change)
    {
        lock (_lock)
            foreach (var reader in _readers)
                reader.Writer.TryWrite(change);
    }

    [LoggerMessage(EventId = 901, Level = LogLevel.Warning, Message = "The pages stand still for a moment: {Reason}")]
    private partial void Interrupted(string reason);
}
