using CausalClipSeg.Dicom.Tests.Network;
using FellowOakDicom.Network;
using FellowOakDicom.Network.Client;

namespace FellowOakDicom.Subset.Tests;

public sealed class StoreTests
{
    [Fact]
    public async Task The_temporary_file_of_an_object_goes_with_its_answer()
    {
        using var scp = new ScpFixture();
        (await ScpFixture.Store(scp.Client(), NetworkObjects.Capture(side: 1200))).ShouldBe([DicomStatus.Success]);
        scp.Behaviour.TemporaryFiles.ShouldNotBeEmpty();
        await Eventually.True("the temporary file is gone", () => Task.FromResult(scp.Behaviour.TemporaryFiles.All(f => !File.Exists(f))));
    }

    [Fact]
    public async Task The_temporary_file_of_an_object_whose_sender_gave_up_goes_when_its_handler_is_done()
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
        var client = scp.Client();
        await client.AddRequestAsync(new DicomCStoreRequest(NetworkObjects.Capture()));
        using var givesUp = new CancellationTokenSource();
        var sending = client.SendAsync(givesUp.Token, DicomClientCancellationMode.ImmediatelyAbortAssociation);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await givesUp.CancelAsync();
        await sending.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        held.SetResult();
        scp.Behaviour.TemporaryFiles.ShouldNotBeEmpty();
        await Eventually.True("the late handler is done, and its file gone", () => Task.FromResult(scp.Behaviour.TemporaryFiles.All(f => !File.Exists(f))));
    }

    [Fact]
    public async Task A_service_that_throws_answers_a_failure_and_takes_the_next_object()
    {
        var first = true;
        using var scp = new ScpFixture(new ScpBehaviour
        {
            Keep = _ =>
            {
                if (!first) return Task.FromResult(DicomStatus.Success);
                first = false;
                throw new InvalidOperationException("broken");
            },
        });
        (await ScpFixture.Store(scp.Client(), NetworkObjects.Capture(), NetworkObjects.Capture()))
            .ShouldBe([DicomStatus.ProcessingFailure, DicomStatus.Success]);
    }

    [Fact]
    public async Task A_compressed_object_is_refused_clearly_where_nobody_can_decode_it()
    {
        using var scp = new ScpFixture();
        var file = NetworkObjects.Compressed();
        var status = (await ScpFixture.Store(scp.Client(), file)).Single();
        status.ShouldBe(DicomStatus.ProcessingFailure);
        status.ErrorComment.ShouldContain("Cannot recode");
        scp.Behaviour.Stored.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_spool_that_is_full_is_a_status_and_the_next_object_is_taken()
    {
        using var folder = new TemporaryFolder();
        var spool = new Spool(folder.Path) { FailingObjects = 1 };
        var port = FreePort.Next();
        using var server = DicomServerFactory.Create<SpoolingScp>("127.0.0.1", port, userState: spool);
        (await ScpFixture.Store(ScpFixture.ClientTo(port), NetworkObjects.Capture(400), NetworkObjects.Capture(400)))
            .ShouldBe([DicomStatus.StorageStorageOutOfResources, DicomStatus.Success]);
        spool.Problems.ShouldBe(["The object could not be kept while it was received: No space left on device"]);
        Directory.GetFiles(folder.Path).ShouldHaveSingleItem();
    }
}
