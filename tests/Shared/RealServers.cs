[assembly: AssemblyFixture(typeof(CausalClipSeg.Tests.RealServers))]

namespace CausalClipSeg.Tests;

/// <summary>
/// The servers that the tests of one assembly share. Each starts when the first test asks for it and stops after the last test;
/// take it as a constructor parameter of the test class. Keep tests apart by a database, a virtual host and a study UID of their own.
/// </summary>
public sealed class RealServers : IAsyncDisposable
{
    private readonly Shared<PrivateRabbitMq> _rabbitMq = new(() => PrivateRabbitMq.Start());
    private readonly Shared<PrivatePostgres> _postgres = new(() => PrivatePostgres.Start());
    private readonly Shared<PrivateOrthanc> _orthanc = new(() => PrivateOrthanc.Start());

    public Task<PrivateRabbitMq> RabbitMq()
    {
        Peers.Require(Peers.RabbitMq);
        Peers.Require(Peers.ErlangPortMapper);
        return _rabbitMq.Get();
    }

    public Task<PrivatePostgres> Postgres()
    {
        Peers.Require(Peers.Postgres);
        return _postgres.Get();
    }

    public Task<PrivateOrthanc> Orthanc()
    {
        Peers.Require(Peers.Orthanc);
        Peers.Require(Peers.OrthancDicomWeb);
        return _orthanc.Get();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_rabbitMq.Dispose(), _postgres.Dispose(), _orthanc.Dispose());
        FreePort.Release();
    }

    /// <summary>Starts at most once, whoever asks first.</summary>
    private sealed class Shared<T>(Func<Task<T>> start) where T : class, IAsyncDisposable
    {
        private readonly Lazy<Task<T>> _started = new(() => Task.Run(start));

        public Task<T> Get() => _started.Value;

        public async Task Dispose()
        {
            if (_started is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await _started.Value).DisposeAsync();
        }
    }
}
