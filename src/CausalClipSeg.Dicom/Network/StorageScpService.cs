using System.Text;
using CausalClipSeg.Dicom.Codecs;
using FellowOakDicom;
using FellowOakDicom.IO;
using FellowOakDicom.Network;
using Microsoft.Extensions.Logging;

namespace CausalClipSeg.Dicom.Network;

/// <summary>One association of the storage SCP: an object is received straight into the spool and flushed before anybody hears of it.</summary>
internal sealed partial class StorageScpService(INetworkStream stream, Encoding fallbackEncoding, ILogger logger, DicomServiceDependencies dependencies)
    : DicomService(stream, fallbackEncoding, logger, dependencies), IDicomServiceProvider, IDicomCStoreProvider, IDicomCEchoProvider
{
    public const string PartExtension = ".part";
    private const int LongestComment = 64;
    private static readonly DicomTransferSyntax[] _readable = [.. FrameCodecs.ReadableTransferSyntaxes];
    private readonly Encoding _fallbackEncoding = fallbackEncoding;
    private string _spool = "";

    private StorageScpState State => (StorageScpState)(UserState ?? throw new InvalidOperationException("The storage SCP was started without its state."));

    public Task OnReceiveAssociationRequestAsync(DicomAssociation association)
    {
        var options = State.Options;
        if (options.AllowedPeers.Count > 0 && !options.AllowedPeers.Contains(association.RemoteHost))
            return SendAssociationRejectAsync(DicomRejectResult.Permanent, DicomRejectSource.ServiceUser, DicomRejectReason.NoReasonGiven);
        if (association.CalledAE.Trim() != options.AeTitle)
            return SendAssociationRejectAsync(DicomRejectResult.Permanent, DicomRejectSource.ServiceUser, DicomRejectReason.CalledAENotRecognized);
        if (options.AllowedCallingAe.Count > 0 && !options.AllowedCallingAe.Contains(association.CallingAE.Trim()))
            return SendAssociationRejectAsync(DicomRejectResult.Permanent, DicomRejectSource.ServiceUser, DicomRejectReason.CallingAENotRecognized);
        foreach (var context in association.PresentationContexts)
        {
            if (context.AbstractSyntax == DicomUID.Verification)
                context.AcceptTransferSyntaxes(DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ImplicitVRLittleEndian);
            else if (context.AbstractSyntax.StorageCategory != DicomStorageCategory.None)
                context.AcceptTransferSyntaxes(_readable);
            else
                context.SetResult(DicomPresentationContextResult.RejectAbstractSyntaxNotSupported);
        }
        return SendAssociationAcceptAsync(association);
    }

    public Task OnReceiveAssociationReleaseRequestAsync() => SendAssociationReleaseResponseAsync();

    public void OnReceiveAbort(DicomAbortSource source, DicomAbortReason reason) => Aborted(Logger, source, reason);

    public void OnConnectionClosed(Exception? exception)
    {
        DeletePart();
        if (exception is not null)
            Closed(Logger, exception.Message);
    }

    public Task<DicomCEchoResponse> OnCEchoRequestAsync(DicomCEchoRequest request) => Task.FromResult(new DicomCEchoResponse(request, DicomStatus.Success));

    public async Task<DicomCStoreResponse> OnCStoreRequestAsync(DicomCStoreRequest request)
    {
        try
        {
            var instance = new ReceivedInstance(_spool, request.Dataset ?? [], Association?.CallingAE.Trim() ?? "");
            return await ReceiveAsync(request, instance).ConfigureAwait(false) switch
            {
                ReceiveOutcome.Refused refused => new DicomCStoreResponse(request, StatusOf(refused)),
                _ => new DicomCStoreResponse(request, DicomStatus.Success),
            };
        }
        catch (IOException full)
        {
            return new DicomCStoreResponse(request, StatusOf(new ReceiveOutcome.Refused(ReceiveRefusal.OutOfResources, full.Message)));
        }
        finally
        {
            DeletePart();
        }
    }

    public Task OnCStoreRequestExceptionAsync(string tempFileName, Exception e)
    {
        DeletePart();
        Unreadable(Logger, e.Message);
        return Task.CompletedTask;
    }

    protected override void CreateCStoreReceiveStream(DicomFile file)
    {
        _spool = Path.Combine(State.Options.SpoolFolder, $"{Guid.NewGuid():n}{PartExtension}");
        _dimseStreamFile = new FileReference(_spool);
        _dimseStream = new FileStream(_spool, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 16, FileOptions.Asynchronous);
        file.Save(_dimseStream);
        _dimseStream.Seek(0, SeekOrigin.End);
    }

    /// <summary>Parsed from disk: what is acknowledged is what can be read back, to the last element.</summary>
    protected override DicomFile GetCStoreDicomFile()
    {
        if (_dimseStream is FileStream spool)
            spool.Flush(flushToDisk: true);
        _dimseStream?.Dispose();
        return DicomFile.Open(_spool, _fallbackEncoding);
    }

    private async Task<ReceiveOutcome> ReceiveAsync(DicomCStoreRequest request, ReceivedInstance instance)
    {
        var uid = instance.Dataset.GetSingleValueOrDefault(DicomTag.SOPInstanceUID, "");
        return uid == request.SOPInstanceUID.UID
            ? await State.Receiver.ReceiveAsync(instance, CancellationToken.None).ConfigureAwait(false)
            : new ReceiveOutcome.Refused(ReceiveRefusal.DoesNotMatchSopClass, "SOP Instance UID of the data set is not the request's.");
    }

    private void DeletePart()
    {
        if (_spool.Length > 0)
            File.Delete(_spool);
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
