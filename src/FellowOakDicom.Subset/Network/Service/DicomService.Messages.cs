using System.Buffers.Binary;
using FellowOakDicom.Network.Pdu;

namespace FellowOakDicom.Network;

/// <content>Fragments of P-DATA-TF (PS3.8 section 9.3.5, annex E) become messages.</content>
public abstract partial class DicomService
{
    private const int FragmentHeaderLength = 6;
    private readonly MemoryStream _command = new();
    private DicomMessage? _incoming;
    private byte _incomingContext;

    private async ValueTask ReceiveDataAsync(ReadOnlyMemory<byte> body)
    {
        if (Options.LogDataPDUs)
            Network.Log.DataPdu(Logger, body.Length);
        TouchRetrievals();
        while (body.Length > 0)
        {
            if (body.Length < FragmentHeaderLength)
                throw PduException.Invalid($"A P-DATA-TF ends with {body.Length} bytes, fewer than a fragment's header.");
            var length = BinaryPrimitives.ReadUInt32BigEndian(body.Span);
            if (length < 2 || length > body.Length - 4)
                throw PduException.Invalid($"A fragment of {length} bytes does not fit the {body.Length - 4} bytes left in its P-DATA-TF.");
            var end = 4 + (int)length;
            await ReceiveFragmentAsync(body.Span[4], body.Span[5], body[FragmentHeaderLength..end]).ConfigureAwait(false);
            body = body[end..];
        }
    }

    private async ValueTask ReceiveFragmentAsync(byte contextId, byte control, ReadOnlyMemory<byte> data)
    {
        var isCommand = (control & 1) != 0;
        var isLast = (control & 2) != 0;
        if (isCommand != (_incoming is null) || (_incoming is not null && contextId != _incomingContext))
            throw new PduException(DicomAbortReason.UnexpectedPDUParameter,
                $"The peer sent a {(isCommand ? "command" : "data set")} fragment on context {contextId} where the message did not ask for one.");
        if (isCommand)
            await ReceiveCommandAsync(contextId, isLast, data).ConfigureAwait(false);
        else
            await ReceiveDatasetAsync(isLast, data).ConfigureAwait(false);
    }

    private async ValueTask ReceiveCommandAsync(byte contextId, bool isLast, ReadOnlyMemory<byte> data)
    {
        var context = Context(contextId);
        if (_command.Length + data.Length > Limits.CommandLength)
            throw PduException.Invalid($"A command set is longer than {Limits.CommandLength} bytes.");
        _command.Write(data.Span);
        if (!isLast)
            return;
        var command = CommandSet.Read(_command.GetBuffer().AsSpan(0, (int)_command.Length));
        _command.SetLength(0);
        var message = Understand(command);
        message.PresentationContext = context;
        Network.Log.Message(Logger, "received", message);
        if (message is DicomRequest)
            await _handling.ConfigureAwait(false);
        if (!message.HasDataset)
        {
            Dispatch(message);
            return;
        }

        (_incoming, _incomingContext) = (message, contextId);
        BeginDataset(message, context);
    }

    private async ValueTask ReceiveDatasetAsync(bool isLast, ReadOnlyMemory<byte> data)
    {
        await TakeDatasetAsync(data).ConfigureAwait(false);
        if (!isLast || _incoming is not { } message)
            return;
        _incoming = null;
        if (message is DicomCStoreRequest store)
        {
            await EndObjectAsync(store).ConfigureAwait(false);
            return;
        }

        message.Dataset = EndDataset(message.PresentationContext);
        Dispatch(message);
    }

    private DicomPresentationContext Context(byte id)
    {
        if (Association is { } association && association.PresentationContexts.TryGet(id, out var context)
            && context.Result == DicomPresentationContextResult.Accept)
            return context;
        throw new PduException(DicomAbortReason.UnexpectedPDUParameter, $"The peer sent a message on presentation context {id}, which was not accepted.");
    }

    /// <summary>A request in its own type, or the response in the type of the request that waits for it.</summary>
    private DicomMessage Understand(DicomDataset command)
    {
        var type = command.GetSingleValueOrDefault<ushort>(DicomTag.CommandField, 0);
        if ((type & 0x8000) != 0)
        {
            var number = command.GetSingleValueOrDefault<ushort>(DicomTag.MessageIDBeingRespondedTo, 0);
            return _pending.TryGetValue(number, out var pending) && (type & 0x7FFF) == (ushort)pending.Request.Type
                ? pending.Request.CreateResponse(command)
                : new UnaskedResponse(command);
        }

        return (DicomCommandField)type switch
        {
            DicomCommandField.CStoreRequest => new DicomCStoreRequest(command),
            DicomCommandField.CEchoRequest => new DicomCEchoRequest(command),
            DicomCommandField.CFindRequest => new DicomCFindRequest(command),
            DicomCommandField.CMoveRequest => new DicomCMoveRequest(command),
            DicomCommandField.CGetRequest => new DicomCGetRequest(command),
            DicomCommandField.CCancelRequest => new DicomCCancelRequest(command),
            DicomCommandField.NActionRequest => new DicomNActionRequest(command),
            DicomCommandField.NEventReportRequest => new DicomNEventReportRequest(command),
            DicomCommandField.NCreateRequest => new DicomNCreateRequest(command),
            DicomCommandField.NDeleteRequest => new DicomNDeleteRequest(command),
            DicomCommandField.NGetRequest => new DicomNGetRequest(command),
            DicomCommandField.NSetRequest => new DicomNSetRequest(command),
            _ => throw PduException.Invalid($"The peer sent a command 0x{type:X4}, which PS3.7 annex E does not define."),
        };
    }
}
