using System.Text;
using CausalClipSeg.Dicom.Codecs;
using FellowOakDicom;
using FellowOakDicom.Network;
using Microsoft.Extensions.Logging;

namespace CausalClipSeg.Dicom.Network;

/// <summary>One association of the storage SCP.</summary>
internal sealed partial class StorageScpService(INetworkStream stream, Encoding fallbackEncoding, ILogger logger, DicomServiceDependencies dependencies)
    : DicomService(stream, fallbackEncoding, logger, dependencies), IDicomServiceProvider, IDicomCStoreProvider, IDicomCEchoProvider
{
    private const int LongestComment = 64;

    private StorageScpState State => (StorageScpState)(UserState ?? throw new InvalidOperationException("The storage SCP was started without its state."));

    public Task OnReceiveAssociationRequestAsync(DicomAssociation association)
    {
        var options = State.Options;
        if (association.CalledAE.Trim() != options.AeTitle)
            return SendAssociationRejectAsync(DicomRejectResult.Permanent, DicomRejectSource.ServiceUser, DicomRejectReason.CalledAENotRecognized);
        if (options.AllowedCallingAe.Count > 0 && !options.AllowedCallingAe.Contains(association.CallingAE.Trim()))
            return SendAssociationRejectAsync(DicomRejectResult.Permanent, DicomRejectSource.ServiceUser, DicomRejectReason.CallingAENotRecognized);
        foreach (var context in association.PresentationContexts)
        {
            if (context.AbstractSyntax == DicomUID.Verification)
                context.AcceptTransferSyntaxes(DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ImplicitVRLittleEndian);
            else if (context.AbstractSyntax.StorageCategory != DicomStorageCategory.None)
                context.AcceptTransferSyntaxes([.. FrameCodecs.ReadableTransferSyntaxes]);
            else
                context.SetResult(DicomPresentationContextResult.RejectAbstractSyntaxNotSupported);
        }
        return SendAssociationAcceptAsync(association);
    }

    public Task OnReceiveAssociationReleaseRequestAsync() => SendAssociationReleaseResponseAsync();

    public void OnReceiveAbort(DicomAbortSource source, DicomAbortReason reason) => Aborted(Logger, source, reason);

    public void OnConnectionClosed(Exception? exception)
    {
        if (exception is not null)
            Closed(Logger, exception.Message);
    }

    public Task<DicomCEchoResponse> OnCEchoRequestAsync(DicomCEchoRequest request) => Task.FromResult(new DicomCEchoResponse(request, DicomStatus.Success));

    public async Task<DicomCStoreResponse> OnCStoreRequestAsync(DicomCStoreRequest request)
    {
        var spool = Path.Combine(State.Options.SpoolFolder, $"{Guid.NewGuid():n}.dcm");
        try
        {
            await KeepAsync(request.File, spool).ConfigureAwait(false);
            // Parsed again from disk: what is acknowledged is what can be read back, to the last element.
            var kept = await DicomFile.OpenAsync(spool, FileReadOption.ReadLargeOnDemand).ConfigureAwait(false);
            var instance = new ReceivedInstance(spool, kept.Dataset, Association?.CallingAE.Trim() ?? "");
            return await State.Receiver.ReceiveAsync(instance, CancellationToken.None).ConfigureAwait(false) switch
            {
                ReceiveOutcome.Refused refused => new DicomCStoreResponse(request, StatusOf(refused)),
                _ => new DicomCStoreResponse(request, DicomStatus.Success),
            };
        }
        catch (DicomFileException damaged)
        {
            return new DicomCStoreResponse(request, StatusOf(new ReceiveOutcome.Refused(ReceiveRefusal.CannotUnderstand, damaged.Message)));
        }
        catch (IOException full)
        {
            return new DicomCStoreResponse(request, StatusOf(new ReceiveOutcome.Refused(ReceiveRefusal.OutOfResources, full.Message)));
        }
        finally
        {
            File.Delete(spool);
        }
    }

    public Task OnCStoreRequestExceptionAsync(string tempFileName, Exception e)
    {
        Unreadable(Logger, e.Message);
        return Task.CompletedTask;
    }

    private static async Task KeepAsync(DicomFile? file, string spool)
    {
        if (file is null)
            throw new DicomFileException(new DicomFile(), "The C-STORE request brought no data set.", null);
        await using var target = new FileStream(spool, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        await file.SaveAsync(target).ConfigureAwait(false);
        target.Flush(flushToDisk: true);
    }

    /// <summary>Error Comment is LO: at most 64 characters (PS3.7 annex C); the whole sentence is in the refusal's record.</summary>
    private static DicomStatus StatusOf(ReceiveOutcome.Refused refused)
    {
        var status = refused.Kind switch
        {
            ReceiveRefusal.DoesNotMatchSopClass => DicomStatus.StorageDataSetDoesNotMatchSOPClassError,
            ReceiveRefusal.OutOfResources => DicomStatus.StorageStorageOutOfResources,
            _ => DicomStatus.StorageCannotUnderstand,
        };
        return new DicomStatus(status, refused.Reason.Length <= LongestComment ? refused.Reason : refused.Reason[..LongestComment]);
    }

    [LoggerMessage(EventId = 121, Level = LogLevel.Information, Message = "Association aborted by {Source}: {Reason}")]
    private static partial void Aborted(ILogger logger, DicomAbortSource source, DicomAbortReason reason);

    [LoggerMessage(EventId = 122, Level = LogLevel.Information, Message = "Association ended: {Reason}")]
    private static partial void Closed(ILogger logger, string reason);

    [LoggerMessage(EventId = 123, Level = LogLevel.Warning, Message = "An instance could not be received: {Reason}")]
    private static partial void Unreadable(ILogger logger, string reason);
}
