using System.Collections.Concurrent;
using FellowOakDicom;
using FellowOakDicom.Network;
using FellowOakDicom.Network.Client;

namespace CausalClipSeg.Dicom.Tests.Network;

public sealed class StoreTests
{
    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.2")]
    public async Task An_object_arrives_as_it_was_in_the_syntax_that_the_peer_takes(string accepted)
    {
        using var scp = new ScpFixture(new ScpBehaviour { Accepts = [DicomTransferSyntax.Parse(accepted)] });
        var client = scp.Client();
        var file = NetworkObjects.Capture();
        DicomStatus? status = null;
        await client.AddRequestAsync(new DicomCStoreRequest(file)
        {
            AdditionalTransferSyntaxes = [DicomTransferSyntax.ExplicitVRBigEndian],
            OnResponseReceived = (_, r) => status = r.Status,
        });
        await client.SendAsync(TestContext.Current.CancellationToken);
        status.ShouldBe(DicomStatus.Success);
        scp.Behaviour.Stored[NetworkObjects.Uid(file.Dataset)].ShouldBe(NetworkObjects.Pixels(file.Dataset));
    }

    [Theory]
    [InlineData(4096u, 262144u)]
    [InlineData(131072u, 131072u)]
    [InlineData(262144u, 4096u)]
    public async Task Units_are_no_longer_than_the_peer_takes(uint server, uint client)
    {
        using var scp = new ScpFixture();
        scp.Options.MaxPDULength = server;
        var scu = scp.Client();
        scu.ServiceOptions.MaxPDULength = client;
        var file = NetworkObjects.Capture(side: 700);
        (await ScpFixture.Store(scu, file)).ShouldBe([DicomStatus.Success]);
        scp.Behaviour.Stored[NetworkObjects.Uid(file.Dataset)].ShouldBe(NetworkObjects.Pixels(file.Dataset));
    }

    [Fact]
    public async Task Twenty_megabytes_arrive_whole()
    {
        using var scp = new ScpFixture();
        var file = NetworkObjects.Capture(side: 4600);
        (await ScpFixture.Store(scp.Client(), file)).ShouldBe([DicomStatus.Success]);
        scp.Behaviour.Stored[NetworkObjects.Uid(file.Dataset)].ShouldBe(NetworkObjects.Pixels(file.Dataset));
    }

    [Fact]
    public async Task Several_requests_go_over_one_association_and_are_answered_each()
    {
        using var scp = new ScpFixture();
        var files = Enumerable.Range(0, 25).Select(_ => NetworkObjects.Capture(16)).ToArray();
        (await ScpFixture.Store(scp.Client(), files)).ShouldAllBe(s => s == DicomStatus.Success);
        scp.Behaviour.Associations.Count.ShouldBe(1);
        scp.Behaviour.Stored.Count.ShouldBe(25);
    }

    [Fact]
    public async Task A_limit_of_requests_opens_further_associations()
    {
        using var scp = new ScpFixture();
        var client = scp.Client();
        client.ClientOptions.MaximumNumberOfRequestsPerAssociation = 2;
        await ScpFixture.Store(client, [.. Enumerable.Range(0, 5).Select(_ => NetworkObjects.Capture(16))]);
        scp.Behaviour.Associations.Count.ShouldBe(3);
        scp.Behaviour.Stored.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_window_of_several_operations_brings_every_answer_to_its_request()
    {
        using var scp = new ScpFixture();
        var client = scp.Client();
        client.NegotiateAsyncOps(4, 1);
        var files = Enumerable.Range(0, 20).Select(_ => NetworkObjects.Capture(32)).ToArray();
        (await ScpFixture.Store(client, files)).ShouldAllBe(s => s == DicomStatus.Success);
        scp.Behaviour.Associations.Single().MaxAsyncOpsInvoked.ShouldBe(4);
    }

    [Fact]
    public async Task Eight_associations_at_a_time_keep_their_objects_apart()
    {
        using var scp = new ScpFixture();
        var sent = new ConcurrentDictionary<string, string>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var files = Enumerable.Range(0, 5).Select(_ => NetworkObjects.Capture(300)).ToArray();
            foreach (var file in files) sent[NetworkObjects.Uid(file.Dataset)] = NetworkObjects.Pixels(file.Dataset);
            (await ScpFixture.Store(scp.Client(), files)).ShouldAllBe(s => s == DicomStatus.Success);
        }));
        scp.Behaviour.Stored.OrderBy(p => p.Key).ShouldBe(sent.OrderBy(p => p.Key));
    }

    [Fact]
    public async Task A_status_of_the_service_reaches_the_sender_with_its_comment()
    {
        using var scp = new ScpFixture(new ScpBehaviour
        {
            Keep = _ => Task.FromResult(new DicomStatus(DicomStatus.StorageStorageOutOfResources, "spool full")),
        });
        var status = (await ScpFixture.Store(scp.Client(), NetworkObjects.Capture())).Single();
        (status.Code, status.State, status.ErrorComment).ShouldBe(((ushort)0xA700, DicomState.Failure, "spool full"));
    }

    [Fact]
    public async Task A_compressed_object_goes_as_it_is_to_a_peer_that_takes_it()
    {
        using var scp = new ScpFixture(new ScpBehaviour
        {
            Accepts = [DicomTransferSyntax.ExplicitVRLittleEndian, NetworkObjects.Unreadable],
            Keep = r => Task.FromResult(r.Dataset!.InternalTransferSyntax == NetworkObjects.Unreadable ? DicomStatus.StorageElementsDiscarded : DicomStatus.ProcessingFailure),
        });
        (await ScpFixture.Store(scp.Client(), NetworkObjects.Compressed())).ShouldBe([DicomStatus.StorageElementsDiscarded]);
    }

    [Fact]
    public async Task A_request_without_an_answer_times_out_and_tells_so()
    {
        var held = new TaskCompletionSource();
        using var scp = new ScpFixture(new ScpBehaviour
        {
            Keep = async _ =>
            {
                await held.Task;
                return DicomStatus.Success;
            },
        });
        var client = scp.Client();
        client.ServiceOptions.RequestTimeout = TimeSpan.FromMilliseconds(300);
        client.ClientOptions.AssociationReleaseTimeoutInMs = 200;
        DicomRequest? timedOut = null;
        client.RequestTimedOut += (_, e) => timedOut = e.Request;
        var request = new DicomCStoreRequest(NetworkObjects.Capture());
        var told = false;
        request.OnTimeout += (_, e) => told = e.Timeout == TimeSpan.FromMilliseconds(300);
        await client.AddRequestAsync(request);
        await client.SendAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        held.SetResult();
        timedOut.ShouldBeSameAs(request);
        told.ShouldBeTrue();
    }

    [Theory]
    [InlineData(DicomClientCancellationMode.ImmediatelyAbortAssociation, 1)]
    [InlineData(DicomClientCancellationMode.ImmediatelyReleaseAssociation, 0)]
    public async Task A_cancelled_sending_ends_the_association_as_asked(DicomClientCancellationMode mode, int aborts)
    {
        var (entered, held) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var scp = new ScpFixture(new ScpBehaviour
        {
            Keep = async _ =>
            {
                entered.TrySetResult();
                await held.Task;
                return DicomStatus.Success;
            },
        });
        var client = scp.Client();
        await client.AddRequestAsync(new DicomCStoreRequest(NetworkObjects.Capture()));
        using var cancel = new CancellationTokenSource();
        var sending = client.SendAsync(cancel.Token, mode);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await cancel.CancelAsync();
        held.SetResult();
        await sending.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await Eventually.True("the server saw the end", () => Task.FromResult(scp.Behaviour.Closed.Count == 1));
        scp.Behaviour.Aborts.Count.ShouldBe(aborts);
    }
}
