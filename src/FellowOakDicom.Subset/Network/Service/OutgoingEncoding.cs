using FellowOakDicom.Imaging.Codec;

namespace FellowOakDicom.Network;

/// <summary>Finds the accepted presentation context for a message, and the data set in the encoding which that asks for.</summary>
internal static class OutgoingEncoding
{
    public static (DicomPresentationContext Context, DicomDataset? Dataset) For(DicomMessage response, DicomAssociation association)
    {
        var context = response.PresentationContext
            ?? association.PresentationContexts.FirstOrDefault(c => c.Result == DicomPresentationContextResult.Accept && c.AbstractSyntax == response.SOPClassUID)
            ?? throw new DicomNetworkException($"{response} cannot be sent: it names no presentation context.");
        return (context, response.Dataset);
    }

    public static (DicomPresentationContext Context, DicomDataset? Dataset) For(DicomRequest request, DicomAssociation association,
        DicomServiceOptions options)
    {
        var wanted = request.PresentationContext?.AbstractSyntax ?? request.SOPClassUID;
        List<DicomPresentationContext> accepted = [.. association.PresentationContexts
            .Where(c => c.Result == DicomPresentationContextResult.Accept && c.AbstractSyntax == wanted)];
        if (accepted.Count == 0)
            throw new UnsendableException(DicomStatus.SOPClassNotSupported, $"The peer accepted no context for {wanted.UID}");
        if (request is not DicomCStoreRequest store || store.Dataset is not { } dataset)
            return (accepted[0], request.Dataset);
        var own = dataset.InternalTransferSyntax;
        var context = accepted.OrderBy(c => Rank(own, c.AcceptedTransferSyntax!)).First();
        return (context, Encoded(dataset, own, context.AcceptedTransferSyntax!, options));
    }

    /// <summary>As it is, then another order of bytes, then decompressed, last compressed in another way.</summary>
    private static int Rank(DicomTransferSyntax own, DicomTransferSyntax accepted) =>
        accepted == own ? 0
        : accepted.IsEncapsulated ? 4
        : accepted.IsExplicitVR && !accepted.IsDeflate && !accepted.IsRetired ? 1
        : accepted == DicomTransferSyntax.ImplicitVRLittleEndian ? 2 : 3;

    private static DicomDataset Encoded(DicomDataset dataset, DicomTransferSyntax own, DicomTransferSyntax accepted, DicomServiceOptions options)
    {
        if (own == accepted || (!own.IsEncapsulated && !accepted.IsEncapsulated))
            return dataset;
        try
        {
            return new DicomTranscoder(own, accepted).Transcode(dataset);
        }
        catch (DicomException) when (options.IgnoreUnsupportedTransferSyntaxChange)
        {
            return dataset;
        }
        catch (DicomException exception)
        {
            throw new UnsendableException(DicomStatus.ProcessingFailure, $"Cannot recode {own.UID.UID} as {accepted.UID.UID}", exception);
        }
    }
}
