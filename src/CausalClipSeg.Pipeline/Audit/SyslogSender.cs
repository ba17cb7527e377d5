using System.Data.Common;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Audit;

/// <summary>
/// Sends the audit trail to the site's audit record repository, in order, from where it was left off. Syslog over TLS has no answers: what was written when a
/// connection broke is written again, so the repository may get a record twice and none never.
/// </summary>
internal sealed partial class SyslogSender(PipelineStore store, IOptions<AuditOptions> options, SiteCertificates certificates, TimeProvider clock, ILogger<SyslogSender> log) : BackgroundService
{
    private const int Batch = 100;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SomebodyElse = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private AuditOptions Site => options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SendAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception away) when (away is SocketException or IOException or AuthenticationException or DbException or TimeoutException or InvalidDataException)
            {
                Waiting(Site.Repository ?? "", away.Message);
            }
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(false);
        }
    }

    /// <summary>One connection, for as long as it holds.</summary>
    private async Task SendAsync(CancellationToken stopping)
    {
        TlsStream? connection = null;
        try
        {
            while (true)
            {
                var (sent, rows) = await NextAsync(stopping).ConfigureAwait(false);
                if (rows.Count == 0)
                {
                    await Task.Delay(Look, clock, stopping).ConfigureAwait(false);
                    continue;
                }
                if (connection is { IsOpen: false })
                    throw new IOException("the repository has closed the connection");
                connection ??= await TlsStream.OpenAsync(Site.Address, certificates.Of(AuditOptions.Section, Site.Identity()), stopping).ConfigureAwait(false);
                await connection.WriteAsync(rows.Select(row => SyslogFrame.Write(row, Site.SourceId)), stopping).ConfigureAwait(false);
                if (!await AdvanceAsync(sent, rows[^1].Sequence, stopping).ConfigureAwait(false))
                    await Task.Delay(SomebodyElse, clock, stopping).ConfigureAwait(false);
            }
        }
        finally
        {
            if (connection is not null)
                await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Task<(long Sent, List<AuditRecord> Rows)> NextAsync(CancellationToken cancellation) => store.ReadAsync(async db =>
    {
        var sent = await db.AuditCursors.Where(c => c.Repository == Site.Repository).Select(c => c.Sent).SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        return (sent, await db.AuditRecords.Where(a => a.Sequence > sent).OrderBy(a => a.Sequence).Take(Batch).ToListAsync(cancellation).ConfigureAwait(false));
    }, cancellation);

    /// <returns>False where another process has sent the same meanwhile; it is then left to that one for a while.</returns>
    private Task<bool> AdvanceAsync(long from, long to, CancellationToken cancellation) => store.InTransactionAsync(async db =>
    {
        var cursor = await db.AuditCursors.SingleOrDefaultAsync(c => c.Repository == Site.Repository, cancellation).ConfigureAwait(false);
        if (cursor is null)
            db.AuditCursors.Add(cursor = new AuditCursor { Repository = Site.Repository ?? "" });
        if (cursor.Sent != from)
            return false;
        cursor.Advance(to, clock.GetUtcNow());
        return true;
    }, cancellation);

    [LoggerMessage(EventId = 901, Level = LogLevel.Warning, Message = "Audit messages wait for {Repository}: {Reason}")]
    private partial void Waiting(string repository, string reason);

    private sealed class TlsStream(TcpClient client, SslStream stream) : IAsyncDisposable
    {
        /// <summary>A repository says nothing; what can be read is the end of the connection.</summary>
        public bool IsOpen => !(client.Client.Poll(0, SelectMode.SelectRead) && client.Client.Available == 0);

        public static async Task<TlsStream> OpenAsync((string Host, int Port) repository, TlsIdentityInForce identity, CancellationToken stopping)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            limit.CancelAfter(Patience);
            var client = new TcpClient { NoDelay = true };
            try
            {
                await client.ConnectAsync(repository.Host, repository.Port, limit.Token).ConfigureAwait(false);
                var stream = new SslStream(client.GetStream());
                var tls = identity.ClientOptions();
                tls.TargetHost = repository.Host;
                await stream.AuthenticateAsClientAsync(tls, limit.Token).ConfigureAwait(false);
                return new TlsStream(client, stream);
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                client.Dispose();
                throw new TimeoutException($"no TLS connection within {Patience.TotalSeconds:F0} s");
            }
            catch
            {
                client.Dispose();
                throw;
            }
        }

        public async Task WriteAsync(IEnumerable<byte[]> frames, CancellationToken stopping)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            limit.CancelAfter(Patience);
            try
            {
                foreach (var frame in frames)
                    await stream.WriteAsync(frame, limit.Token).ConfigureAwait(false);
                await stream.FlushAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                throw new TimeoutException($"the repository took nothing for {Patience.TotalSeconds:F0} s");
            }
        }

        public async ValueTask DisposeAsync()
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            client.Dispose();
        }
    }
}
