using CausalClipSeg.Dicom.Codecs;
using FellowOakDicom;
using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Network;

/// <summary>Fetches instances over the association that asks for them (C-GET, PS3.4 C.4.3): nothing has to be configured at the archive.</summary>
public static class GetScu
{
    /// <summary>The classes that are asked for by default: an association has room for 128 contexts, so it cannot offer all.</summary>
    internal static readonly DicomUID[] Classes =
    [
        DicomUID.ComputedRadiographyImageStorage, DicomUID.DigitalXRayImageStorageForPresentation, DicomUID.DigitalXRayImageStorageForProcessing,
        DicomUID.DigitalMammographyXRayImageStorageForPresentation, DicomUID.DigitalMammographyXRayImageStorageForProcessing,
        DicomUID.XRayRadiofluoroscopicImageStorage, DicomUID.XRayAngiographicImageStorage, DicomUID.CTImageStorage, DicomUID.EnhancedCTImageStorage,
        DicomUID.MRImageStorage, DicomUID.EnhancedMRImageStorage, DicomUID.UltrasoundImageStorage, DicomUID.SecondaryCaptureImageStorage,
        DicomUID.MultiFrameGrayscaleByteSecondaryCaptureImageStorage, DicomUID.MultiFrameGrayscaleWordSecondaryCaptureImageStorage,
        DicomUID.SegmentationStorage, DicomUID.BasicTextSRStorage, DicomUID.EnhancedSRStorage, DicomUID.ComprehensiveSRStorage,
    ];

    private static readonly DicomTransferSyntax[] Native =
        [DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ImplicitVRLittleEndian];

    /// <param name="keep">Makes one instance durable; what it throws is answered to the archive as a failure.</param>
    public static async Task<RetrieveOutcome> GetAsync(PacsDestination archive, RetrieveTarget target, Func<DicomFile, Task> keep, CancellationToken cancellation)
    {
        DicomCGetResponse? last = null;
        var kept = 0;
        using var exchange = new Exchange(archive);
        exchange.Client.AdditionalPresentationContexts = Contexts();
        exchange.Client.OnCStoreRequest = async store =>
        {
            if (store.File is not { } file)
                return new DicomCStoreResponse(store, DicomStatus.StorageCannotUnderstand);
            try
            {
                await keep(file).ConfigureAwait(false);
                Interlocked.Increment(ref kept);
                return new DicomCStoreResponse(store, DicomStatus.Success);
            }
            catch (IOException full)
            {
                return new DicomCStoreResponse(store, ErrorComment.On(DicomStatus.StorageStorageOutOfResources, full.Message));
            }
        };
        var request = target switch
        {
            { SeriesInstanceUid: null } => new DicomCGetRequest(target.StudyInstanceUid),
            { SopInstanceUid: null } => new DicomCGetRequest(target.StudyInstanceUid, target.SeriesInstanceUid),
            _ => new DicomCGetRequest(target.StudyInstanceUid, target.SeriesInstanceUid, target.SopInstanceUid),
        };
        request.OnResponseReceived = (_, response) => last = response;
        var failure = await exchange.RunAsync([request], cancellation).ConfigureAwait(false);
        return new RetrieveOutcome(kept, last?.Failures ?? 0, RetrieveOutcome.Failure(archive, "C-GET", last?.Status, failure));
    }

    /// <summary>Uncompressed and each compression in a context of its own, so that the archive need not recode what it holds.</summary>
    private static List<DicomPresentationContext> Contexts()
    {
        var compressed = FrameCodecs.ReadableTransferSyntaxes.Where(syntax => syntax.IsEncapsulated).ToArray();
        return [.. Classes.SelectMany(c => new[] { Context(c, Native), Context(c, compressed) })];
    }

    private static DicomPresentationContext Context(DicomUID sopClass, DicomTransferSyntax[] syntaxes) =>
        DicomPresentationContext.GetScpRolePresentationContext(sopClass, syntaxes);
}
