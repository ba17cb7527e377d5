using System.Text;
using RabbitMQ.Client;

namespace CausalClipSeg.Benchmarks.Sustained;

/// <summary>Messages that end as dead letters or refusals: broken JSON, an event without what it needs, a case that does not exist.</summary>
internal static class Poison
{
    private static readonly (string Queue, string Body)[] Kinds =
    [
        ("causalclipseg.report-arrived", "{ \"poison\": "),
        ("causalclipseg.image-arrived", "{ \"studyInstanceUid\": \"not a UID\" }"),
        ("causalclipseg.segmentation-requested", "{ \"messageType\": [\"urn:message:CausalClipSeg.Pipeline.Contracts:SegmentationRequested\"], \"message\": { \"caseId\": \"00000000-0000-0000-0000-000000000001\" } }"),
    ];

    /// <returns>How many were sent until it was told to stop.</returns>
    public static async Task<int> SendAsync(Uri broker, double perSecond, CancellationToken stop)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: CancellationToken.None);
        var sent = 0;
        while (!stop.IsCancellationRequested)
        {
            var (queue, body) = Kinds[sent++ % Kinds.Length];
            await channel.BasicPublishAsync("", queue, Encoding.UTF8.GetBytes(body), CancellationToken.None);
            await Task.Delay(TimeSpan.FromSeconds(1 / perSecond), CancellationToken.None);
        }
        return sent;
    }
}
