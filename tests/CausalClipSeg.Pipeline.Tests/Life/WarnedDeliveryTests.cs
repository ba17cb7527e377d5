using System.Text;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;
using FellowOakDicom.Network;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CausalClipSeg.Tests;

/// <summary>An archive that stores our SEG and has something to say about it.</summary>
public sealed class WarnedDeliveryTests
{
    [Fact]
    public async Task A_SEG_that_the_archive_stores_with_a_warning_is_delivered_once_and_the_case_says_what_the_archive_said()
    {
        var port = FreePort.Next();
        using var archive = DicomServerFactory.Create<WarningArchive>(port);
        await using var pipeline = await PipelineUnderTest.Embedded(("Pacs:Host", "127.0.0.1"), ("Pacs:Port", $"{port}"), ("Pacs:CalledAe", "ARCHIVE"));
        var spec = new SyntheticCase(47, 256, 256) { RightZones = LungZones.Lower };

        await pipeline.SendImage(spec);
        (await pipeline.SendReport(SyntheticHl7.Encode(spec))).ShouldContain("MSA|AA|");

        var done = await pipeline.CaseAtRest(SyntheticStudy.Of(spec).SopInstanceUid);
        done.State.ShouldBe(CaseState.Delivered, done.Reason);
        done.Reason.ShouldNotBeNull().ShouldStartWith($"Stored, with a warning: ARCHIVE@127.0.0.1:{port}: B006 ");
        var attempt = await pipeline.Read(db => db.DeliveryAttempts.SingleAsync());
        (attempt.Succeeded, attempt.StatusCode).ShouldBe((true, "B006"));
    }

    private sealed class WarningArchive(INetworkStream stream, Encoding fallbackEncoding, ILogger logger, DicomServiceDependencies dependencies)
        : DicomService(stream, fallbackEncoding, logger, dependencies), IDicomServiceProvider, IDicomCStoreProvider
    {
        public Task OnReceiveAssociationRequestAsync(DicomAssociation association)
        {
            foreach (var context in association.PresentationContexts)
                context.AcceptTransferSyntaxes(DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ImplicitVRLittleEndian);
            return SendAssociationAcceptAsync(association);
        }

        public Task OnReceiveAssociationReleaseRequestAsync() => SendAssociationReleaseResponseAsync();

        public void OnReceiveAbort(DicomAbortSource source, DicomAbortReason reason)
        {
        }

        public void OnConnectionClosed(Exception? exception)
        {
        }

        public Task<DicomCStoreResponse> OnCStoreRequestAsync(DicomCStoreRequest request) => Task.FromResult(new DicomCStoreResponse(request, DicomStatus.StorageElementsDiscarded));

        public Task OnCStoreRequestExceptionAsync(string tempFileName, Exception e) => Task.CompletedTask;
    }
}
