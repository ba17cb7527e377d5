using System.Security.Cryptography;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Telemetry;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>Writes down what was not taken, why, and the bytes themselves, so that nothing from outside vanishes without a trace.</summary>
public sealed partial class RefusalLog(PipelineStore store, ExactlyOnce once, InstanceStore instances, TimeProvider clock, ILogger<RefusalLog> log)
{
    public async Task RecordAsync(string source, string? subject, string reason, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(payload.Span));
        var path = Path.Combine(instances.RefusedFolder, hash);
        await File.WriteAllBytesAsync(path, payload, cancellation).ConfigureAwait(false);
        await RecordAsync(Entry(source, subject, reason, Path.Combine("refused", hash), hash), cancellation).ConfigureAwait(false);
    }

    /// <summary>The same for a payload that lies in a file, however large it is.</summary>
    public async Task RecordFileAsync(string source, string? subject, string reason, string file, CancellationToken cancellation)
    {
        string hash;
        await using (var stream = File.OpenRead(file))
            hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false));
        File.Move(file, Path.Combine(instances.RefusedFolder, hash), overwrite: true);
        await RecordAsync(Entry(source, subject, reason, Path.Combine("refused", hash), hash), cancellation).ConfigureAwait(false);
    }

    /// <summary>The same where nothing was kept of it.</summary>
    public Task RecordAsync(string source, string? subject, string reason, CancellationToken cancellation) => RecordAsync(Entry(source, subject, reason, null, null), cancellation);

    public Task RecordAsync(string source, string? subject, string reason, MessageIdentity identity, CancellationToken cancellation) =>
        RecordAsync(source, subject, [reason], identity, cancellation);

    /// <summary>All that was refused of one message, which may be nothing; the message counts as handled.</summary>
    public async Task RecordAsync(string source, string? subject, IReadOnlyList<string> reasons, MessageIdentity identity, CancellationToken cancellation)
    {
        await once.RunAsync(identity, db =>
        {
            db.Refusals.AddRange(reasons.Select(reason => Entry(source, subject, reason, null, null)));
            return Task.CompletedTask;
        }, cancellation).ConfigureAwait(false);
        foreach (var reason in reasons)
            Refused(source, PatientFree.Sentence(reason));
    }

    private async Task RecordAsync(Refusal entry, CancellationToken cancellation)
    {
        await store.InTransactionAsync(db =>
        {
            db.Refusals.Add(entry);
            return Task.CompletedTask;
        }, cancellation).ConfigureAwait(false);
        Refused(entry.Source, PatientFree.Sentence(entry.Reason));
    }

    private Refusal Entry(string source, string? subject, string reason, string? path, string? hash) => new()
    {
        At = clock.GetUtcNow(),
        Source = source,
        Subject = subject,
        Reason = reason,
        PayloadPath = path,
        ContentHash = hash,
    };

    [LoggerMessage(EventId = 101, Level = LogLevel.Warning, Message = "Refused input from {Source}: {Reason}")]
    private partial void Refused(string source, string reason);
}
