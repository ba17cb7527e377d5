using FellowOakDicom.IO;
using FellowOakDicom.Network.Pdu;

namespace FellowOakDicom.Network;

/// <content>
/// Where the data sets of messages go as they arrive: objects into a file of PS3.10, so that memory does not grow with
/// them, the small data sets of other messages into memory.
/// </content>
public abstract partial class DicomService
{
    /// <summary>The stream that the object is received into; <see cref="CreateCStoreReceiveStream"/> sets it.</summary>
    protected Stream? _dimseStream;

    /// <summary>The file behind the stream; deleted where the object does not become whole.</summary>
    protected IFileReference? _dimseStreamFile;

    private Exception? _receiveFailure;

    /// <summary>
    /// Opens <see cref="_dimseStream"/> and writes the file meta information to it; a derived class may receive into a
    /// place of its own.
    /// </summary>
    protected virtual void CreateCStoreReceiveStream(DicomFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var (reference, stream) = ReceiveFile.Create();
        _dimseStreamFile = reference;
        _dimseStream = stream;
        file.Save(stream);
        stream.Seek(0, SeekOrigin.End);
    }

    /// <summary>The object that was received; the stream is complete and still open.</summary>
    protected virtual DicomFile GetCStoreDicomFile()
    {
        if (_dimseStreamFile is { } reference)
        {
            _dimseStream?.Dispose();
            return DicomFile.Open(reference.Name, FallbackEncoding ?? DicomEncoding.Default);
        }

        if (_dimseStream is not { CanSeek: true } stream)
            throw new DicomNetworkException("The received object cannot be read back: its stream does not seek; override GetCStoreDicomFile.");
        stream.Seek(0, SeekOrigin.Begin);
        return DicomFile.Open(stream, FallbackEncoding ?? DicomEncoding.Default);
    }

    private void BeginDataset(DicomMessage message, DicomPresentationContext context)
    {
        if (message is not DicomCStoreRequest store)
        {
            _dimseStream = new MemoryStream();
            return;
        }

        try
        {
            CreateCStoreReceiveStream(NewFile(store, context));
        }
        catch (Exception exception) when (IsStorageFailure(exception) || exception is DicomException)
        {
            FailReceiving(exception);
        }
    }

    private DicomFile NewFile(DicomCStoreRequest store, DicomPresentationContext context)
    {
        var file = new DicomFile();
        file.FileMetaInfo.MediaStorageSOPClassUID = store.SOPClassUID;
        file.FileMetaInfo.MediaStorageSOPInstanceUID = store.SOPInstanceUID;
        file.FileMetaInfo.TransferSyntax = context.AcceptedTransferSyntax ?? DicomTransferSyntax.ImplicitVRLittleEndian;
        file.FileMetaInfo.ImplementationClassUID = DicomImplementation.ClassUID;
        file.FileMetaInfo.ImplementationVersionName = DicomImplementation.Version;
        file.FileMetaInfo.SourceApplicationEntityTitle = Association?.CallingAE ?? "";
        return file;
    }

    private async ValueTask TakeDatasetAsync(ReadOnlyMemory<byte> data)
    {
        if (_receiveFailure is not null || _dimseStream is not { } stream)
            return;
        if (_incoming is not DicomCStoreRequest && stream.Length + data.Length > Limits.MessageDatasetLength)
            throw PduException.Invalid($"The data set of a message is longer than {Limits.MessageDatasetLength} bytes.");
        try
        {
            await stream.WriteAsync(data, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsStorageFailure(exception))
        {
            FailReceiving(exception);
        }
    }

    private DicomDataset EndDataset(DicomPresentationContext? context)
    {
        using var stream = _dimseStream ?? Stream.Null;
        _dimseStream = null;
        stream.Seek(0, SeekOrigin.Begin);
        return DatasetCodec.Read(stream, context?.AcceptedTransferSyntax ?? DicomTransferSyntax.ImplicitVRLittleEndian);
    }

    private async ValueTask EndObjectAsync(DicomCStoreRequest store)
    {
        var name = _dimseStreamFile?.Name ?? "";
        try
        {
            if (_receiveFailure is { } failure)
                throw new DicomNetworkException($"The object could not be kept while it was received: {failure.Message}", failure);
            store.File = GetCStoreDicomFile();
            store.Dataset = store.File.Dataset;
            (_dimseStream, var stream) = (null, _dimseStream);
            (_dimseStreamFile, var file) = (null, _dimseStreamFile);
            _handling = HandleStoreAsync(store, stream, file);
        }
        catch (Exception exception) when (IsStorageFailure(exception) || exception is DicomException)
        {
            var status = _receiveFailure is null && exception is DicomException
                ? DicomStatus.StorageCannotUnderstand
                : DicomStatus.StorageStorageOutOfResources;
            DiscardPartialObject();
            _handling = RefuseStoreAsync(store, name, exception, status);
        }
    }

    private void FailReceiving(Exception exception)
    {
        _receiveFailure = exception;
        Discard(_dimseStream, _dimseStreamFile);
        _dimseStream = null;
    }

    private void DiscardPartialObject()
    {
        Discard(_dimseStream, _dimseStreamFile);
        (_dimseStream, _dimseStreamFile, _receiveFailure, _incoming) = (null, null, null, null);
    }

    private void Discard(Stream? stream, IFileReference? file)
    {
        try
        {
            stream?.Dispose();
        }
        catch (Exception exception) when (IsStorageFailure(exception))
        {
            Network.Log.ProviderFailed(Logger, exception, "Closing a received object");
        }

        try
        {
            file?.Delete();
        }
        catch (Exception exception) when (IsStorageFailure(exception))
        {
            Network.Log.ProviderFailed(Logger, exception, "Deleting a received object");
        }
    }

    private static bool IsStorageFailure(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ObjectDisposedException;
}
