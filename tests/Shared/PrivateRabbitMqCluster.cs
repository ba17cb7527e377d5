namespace CausalClipSeg.Tests;

/// <summary>Three nodes of RabbitMQ as a hospital runs them: one cluster, and no load balancer before it.</summary>
public sealed class PrivateRabbitMqCluster : IAsyncDisposable
{
    private PrivateRabbitMqCluster(params IReadOnlyList<PrivateRabbitMq> nodes) => Nodes = nodes;

    public IReadOnlyList<PrivateRabbitMq> Nodes { get; }

    /// <param name="tickSeconds">As <see cref="PrivateRabbitMq.Start"/> takes it.</param>
    public static async Task<PrivateRabbitMqCluster> Start(int tickSeconds = 60)
    {
        var first = await PrivateRabbitMq.Start(tickSeconds: tickSeconds);
        return new(first, await first.StartAnother(), await first.StartAnother());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes.Reverse())
            await node.DisposeAsync();
    }
}
