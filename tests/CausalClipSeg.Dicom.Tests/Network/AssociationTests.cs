using FellowOakDicom;
using FellowOakDicom.Network;
using FellowOakDicom.Network.Client;

namespace CausalClipSeg.Dicom.Tests.Network;

public sealed class AssociationTests
{
    [Fact]
    public async Task An_echo_is_answered_and_the_association_is_released()
    {
        using var scp = new ScpFixture();
        var client = scp.Client();
        var released = false;
        client.AssociationReleased += (_, _) => released = true;
        (await ScpFixture.Echo(client)).ShouldBe(DicomStatus.Success);
        released.ShouldBeTrue();
        await Eventually.True("the server saw the end", () => Task.FromResult(scp.Behaviour.Closed.Count == 1));
        scp.Behaviour.Closed.Single().ShouldBeNull();
    }

    [Fact]
    public async Task Both_sides_learn_each_others_titles_and_implementation()
    {
        using var scp = new ScpFixture();
        var client = ScpFixture.ClientTo(scp.Port, "ARCHIVE");
        DicomAssociation? agreed = null;
        client.AssociationAccepted += (_, e) => agreed = e.Association;
        await ScpFixture.Echo(client);
        var seen = scp.Behaviour.Associations.Single();
        (seen.CallingAE, seen.CalledAE).ShouldBe(("TESTSCU", "ARCHIVE"));
        seen.RemoteHost.ShouldBe("127.0.0.1");
        seen.MaximumPDULength.ShouldBe(262144u);
        agreed.ShouldNotBeNull().RemoteImplementationVersion.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_rejected_association_is_an_exception_with_its_reason()
    {
        using var scp = new ScpFixture(new ScpBehaviour { Rejects = DicomRejectReason.CalledAENotRecognized });
        var client = scp.Client();
        DicomRejectReason? told = null;
        client.AssociationRejected += (_, e) => told = e.Reason;
        var rejected = await Should.ThrowAsync<DicomAssociationRejectedException>(() => ScpFixture.Echo(client));
        (rejected.RejectResult, rejected.RejectSource, rejected.RejectReason)
            .ShouldBe((DicomRejectResult.Permanent, DicomRejectSource.ServiceUser, DicomRejectReason.CalledAENotRecognized));
        told.ShouldBe(DicomRejectReason.CalledAENotRecognized);
    }

    [Fact]
    public async Task A_refused_context_is_answered_with_its_status_while_the_others_are_sent()
    {
        using var scp = new ScpFixture(new ScpBehaviour { Refuses = DicomUID.SecondaryCaptureImageStorage });
        var client = scp.Client();
        DicomStatus? store = null, echo = null;
        await client.AddRequestAsync(new DicomCStoreRequest(NetworkObjects.Capture()) { OnResponseReceived = (_, r) => store = r.Status });
        await client.AddRequestAsync(new DicomCEchoRequest { OnResponseReceived = (_, r) => echo = r.Status });
        await client.SendAsync(TestContext.Current.CancellationToken);
        store.ShouldBe(DicomStatus.SOPClassNotSupported);
        echo.ShouldBe(DicomStatus.Success);
    }

    [Fact]
    public async Task Queries_bring_each_match_and_the_end()
    {
        using var scp = new ScpFixture();
        var client = scp.Client();
        var matches = new List<string>();
        DicomStatus? last = null;
        var query = new DicomCFindRequest(DicomQueryRetrieveLevel.Study)
        {
            OnResponseReceived = (_, r) =>
            {
                last = r.Status;
                if (r.Dataset is { } match) matches.Add(match.GetSingleValue<string>(DicomTag.PatientID));
            },
        };
        await client.AddRequestAsync(query);
        await client.SendAsync(TestContext.Current.CancellationToken);
        matches.ShouldBe(["MATCH-1", "MATCH-2", "MATCH-3"]);
        last.ShouldBe(DicomStatus.Success);
    }
}
