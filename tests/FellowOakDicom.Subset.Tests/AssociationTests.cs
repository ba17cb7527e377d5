using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using CausalClipSeg.Dicom.Tests.Network;
using FellowOakDicom.Network;
using FellowOakDicom.Network.Client;
using Microsoft.Extensions.Logging;

namespace FellowOakDicom.Subset.Tests;

public sealed class AssociationTests
{
    [Fact]
    public async Task A_closed_port_is_a_network_exception_that_names_it()
    {
        var port = FreePort.Next();
        var refused = await Should.ThrowAsync<DicomNetworkException>(() => ScpFixture.Echo(ScpFixture.ClientTo(port)));
        refused.Message.ShouldStartWith($"Cannot connect to 127.0.0.1:{port}: ");
    }

    [Fact]
    public async Task A_peer_that_never_answers_the_association_is_given_up()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var client = ScpFixture.ClientTo(((System.Net.IPEndPoint)silent.LocalEndpoint).Port);
        client.ClientOptions.AssociationRequestTimeoutInMs = 200;
        (await Should.ThrowAsync<DicomAssociationRequestTimedOutException>(() => ScpFixture.Echo(client)))
            .Message.ShouldBe("The peer did not answer the association request within 200 ms.");
    }

    [Fact]
    public async Task A_port_in_use_is_told_by_the_server()
    {
        using var scp = new ScpFixture();
        using var second = DicomServerFactory.Create<RecordingScp>("127.0.0.1", scp.Port);
        second.IsListening.ShouldBeFalse();
        second.Exception.ShouldBeOfType<System.Net.Sockets.SocketException>();
        (await ScpFixture.Echo(scp.Client())).ShouldBe(DicomStatus.Success);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task A_server_on_the_address_of_all_takes_both_versions_of_IP(string address)
    {
        var port = FreePort.Next();
        using var server = DicomServerFactory.Create<RecordingScp>("::", port, userState: new ScpBehaviour());
        (await ScpFixture.Echo(DicomClientFactory.Create(address, port, false, "TESTS", "SCP"))).ShouldBe(DicomStatus.Success);
    }

    /// <summary>As when file handles run short.</summary>
    [Fact]
    public async Task A_server_that_can_accept_nobody_says_so_once_and_goes_on_when_it_can()
    {
        var (port, log) = (FreePort.Next(), new Warnings());
        using var tries = new Accepts(port);
        using var server = DicomServerFactory.Create<RecordingScp>("127.0.0.1", port, logger: log, userState: new ScpBehaviour());
        var listening = server.GetType().GetField("_listener", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(server).ShouldBeOfType<Socket>();

        listening.ShouldNotBeNull().Shutdown(SocketShutdown.Both);
        await tries.Several.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        listening.Listen();

        (await ScpFixture.Echo(ScpFixture.ClientTo(port))).ShouldBe(DicomStatus.Success);
        log.Lines.ShouldBe(["A connection could not be taken"]);
    }

    /// <summary>Counts how often the runtime is asked to accept on a port.</summary>
    private sealed class Accepts(int port) : EventListener
    {
        private readonly string _address = new IPEndPoint(IPAddress.Loopback, port).Serialize().ToString();
        private readonly TaskCompletionSource _several = new();
        private int _begun;

        public Task Several => _several.Task;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "System.Net.Sockets")
                EnableEvents(eventSource, EventLevel.Informational);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == "AcceptStart" && eventData.Payload is [string address, ..] && address == _address && Interlocked.Increment(ref _begun) == 4)
                _several.SetResult();
        }
    }

    private sealed class Warnings : ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                _lines.Enqueue(formatter(state, exception));
        }
    }

    [Fact]
    public async Task A_stopped_server_frees_its_port_and_aborts_what_is_open()
    {
        var (entered, held) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var scp = new ScpFixture(new ScpBehaviour
        {
            Keep = async _ =>
            {
                entered.SetResult();
                await held.Task;
                return DicomStatus.Success;
            },
        });
        var sending = ScpFixture.Store(scp.Client(), NetworkObjects.Capture());
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        scp.Stop();
        await Should.ThrowAsync<DicomAssociationAbortedException>(() => sending);
        held.SetResult();
        using var next = DicomServerFactory.Create<RecordingScp>("127.0.0.1", scp.Port, userState: new ScpBehaviour());
        next.Exception.ShouldBeNull();
    }

    [Fact]
    public async Task An_operation_that_the_service_does_not_offer_is_refused_by_status()
    {
        using var scp = new ScpFixture();
        var client = scp.Client();
        DicomStatus? status = null;
        await client.AddRequestAsync(new DicomNActionRequest(DicomUID.StorageCommitmentPushModel, DicomUID.StorageCommitmentPushModelInstance, 1)
        {
            Dataset = new DicomDataset { { DicomTag.TransactionUID, DicomUID.Generate() } },
            OnResponseReceived = (_, r) => status = r.Status,
        });
        await client.SendAsync(TestContext.Current.CancellationToken);
        status.ShouldBe(DicomStatus.UnrecognizedOperation);
    }
}
