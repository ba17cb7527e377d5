using System.Diagnostics;
using System.Runtime.CompilerServices;
using FellowOakDicom;
using FellowOakDicom.IO;
using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Network;

/// <content>C-STORE: the object goes straight into the spool, is read back as it lies there, and its receiver decides the status.</content>
internal sealed partial class StorageScpService
{
    private const string PartExtension = ".part";
    private readonly ConditionalWeakTable<DicomFile, SpoolStream> _complete = [];
    private SpoolStream? _arriving;

    public async Task<DicomCStoreResponse> OnCStoreRequestAsync(DicomCStoreRequest request)
    {
        if (request.File is not { } file || !_complete.TryGetValue(file, out var spool))
            return new DicomCStoreResponse(request, DicomStatus.ProcessingFailure);
        using var span = spool.Span;
        Activity.Current = span ?? Activity.Current;
        try
        {
            var status = await ReceiveAsync(request, spool).ConfigureAwait(false) is ReceiveOutcome.Refused refused ? StatusOf(refused) : DicomStatus.Success;
            span.Ends(status);
            return new DicomCStoreResponse(request, status);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            var status = StatusOf(new ReceiveOutcome.Refused(ReceiveRefusal.OutOfResources, full.Message));
            span.Ends(status);
            return new DicomCStoreResponse(request, status);
        }
        finally
        {
            File.Delete(spool.Path);
        }
    }

    public Task OnCStoreRequestExceptionAsync(string tempFileName, Exception e)
    {
        DiscardUnfinished();
        Unreadable(Logger, CallingAe, e.Message);
        return Task.CompletedTask;
    }

    protected override void CreateCStoreReceiveStream(DicomFile file)
    {
        var closed = State.WhyClosed(out var isNews);
        if (isNews && closed is not null)
            NothingTaken(Logger, closed);
        else if (isNews)
            TakenAgain(Logger);
        _arriving = new SpoolStream(Path.Combine(State.Options.SpoolFolder, $"{Guid.NewGuid():n}{PartExtension}"), State.Options.MaximumObjectLength, closed) { Span = DicomTracing.Store(_span) };
        _dimseStreamFile = new FileReference(_arriving.Path);
        _dimseStream = _arriving;
        file.Save(_arriving);
        _arriving.BeginDataset();
    }

    /// <summary>Parsed from the spool: what is acknowledged is what can be read back, to the last element.</summary>
    protected override DicomFile GetCStoreDicomFile()
    {
        var spool = _arriving ?? throw new InvalidOperationException("No object is being received.");
        spool.Complete();
        var file = Open(spool);
        _complete.Add(file, spool);
        _arriving = null;
        return file;
    }

    /// <summary>What cannot be read is refused like anything else, with what is wrong and not with where it lies here.</summary>
    private DicomFile Open(SpoolStream spool)
    {
        if (spool.Problem is not null)
            return new DicomFile();
        try
        {
            var file = DicomFiles.Open(spool.Path, _fallbackEncoding);
            if (file.IsPartial) // fo-dicom hands out what comes before the place where a file ends too early
                spool.Unreadable = "The data set ends in the middle of an element, the object is not whole.";
            return file;
        }
        catch (Exception unreadable) when (unreadable is DicomException or EndOfStreamException or InvalidDataException)
        {
            spool.Unreadable = (unreadable.InnerException ?? unreadable).Message.Replace(spool.Path, "the object", StringComparison.Ordinal);
        }
        catch (Exception failing) when (failing is IOException or UnauthorizedAccessException)
        {
            spool.Fail(failing.Message);
        }
        return new DicomFile();
    }

    private async Task<ReceiveOutcome> ReceiveAsync(DicomCStoreRequest request, SpoolStream spool)
    {
        var dataset = request.Dataset ?? [];
        if (Refusal(request, dataset, spool) is { } refusal)
        {
            Unreadable(Logger, CallingAe, refusal.Reason);
            // The bytes of what is too long are not worth its length of disk.
            if (spool.Problem is null || spool.IsTooLong)
                await State.Receiver.RefusedAsync(request.SOPInstanceUID.UID, spool.IsTooLong ? null : spool.Path, refusal.Reason, CancellationToken.None).ConfigureAwait(false);
            return refusal;
        }
        var instance = new ReceivedInstance(spool.Path, dataset, spool.Complete(), CallingAe);
        return await State.Receiver.ReceiveAsync(instance, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Why the object is no instance that a receiver could be asked about, or null (PS3.4 B.2.3).</summary>
    private static ReceiveOutcome.Refused? Refusal(DicomCStoreRequest request, DicomDataset dataset, SpoolStream spool)
    {
        if (spool.Problem is { } problem)
            return new ReceiveOutcome.Refused(ReceiveRefusal.OutOfResources, problem);
        if (spool.Unreadable is { } unreadable)
            return new ReceiveOutcome.Refused(ReceiveRefusal.CannotUnderstand, unreadable);
        if (dataset.GetSingleValueOrDefault(DicomTag.SOPInstanceUID, "") != request.SOPInstanceUID.UID)
            return new ReceiveOutcome.Refused(ReceiveRefusal.DoesNotMatchSopClass, "SOP Instance UID of the data set is not the request's.");
        return dataset.GetSingleValueOrDefault(DicomTag.SOPClassUID, "") != request.SOPClassUID.UID
            ? new ReceiveOutcome.Refused(ReceiveRefusal.DoesNotMatchSopClass, "SOP Class UID of the data set is not the request's.")
            : null;
    }

    /// <summary>An object that did not become whole leaves nothing behind.</summary>
    private void DiscardUnfinished()
    {
        if (Interlocked.Exchange(ref _arriving, null) is not { } spool)
            return;
        spool.Dispose();
        File.Delete(spool.Path);
    }

    private static DicomStatus StatusOf(ReceiveOutcome.Refused refused)
    {
        var status = refused.Kind switch
        {
            ReceiveRefusal.DoesNotMatchSopClass => DicomStatus.StorageDataSetDoesNotMatchSOPClassError,
            ReceiveRefusal.OutOfResources => DicomStatus.StorageStorageOutOfResources,
            _ => DicomStatus.StorageCannotUnderstand,
        };
        return ErrorComment.On(status, refused.Reason);
    }
}
