namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>The service ends when whoever started it says so: signals are the command line's, and a host that took them as well would keep a second one from ending the process.</summary>
internal sealed class StartersLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
