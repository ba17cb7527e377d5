using FellowOakDicom;
using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Network;

/// <summary>Sends instances by C-STORE and believes nothing but the peer's own status for each; a new association for every call and after every time-out.</summary>
public static class StoreScu
{
    public static async Task<StoreResult> SendAsync(PacsDestination destination, DicomFile file, CancellationToken cancellation) =>
        (await SendAsync(destination, [file], cancellation).ConfigureAwait(false))[0];

    /// <returns>One result for each file, in order.</returns>
    public static async Task<IReadOnlyList<StoreResult>> SendAsync(PacsDestination destination, IReadOnlyList<DicomFile> files, CancellationToken cancellation)
    {
        var results = new StoreResult?[files.Count];
        while (Array.IndexOf(results, null) >= 0)
        {
            using var exchange = new Exchange(destination);
            var requests = Requests(files, results, destination);
            var failure = await exchange.RunAsync([.. requests.Select(r => r.Request)], cancellation).ConfigureAwait(false);
            foreach (var (request, index) in requests)
                if (RefusedContext(destination, exchange.Association, request) is { } refused)
                    results[index] = refused;
            var silent = Array.IndexOf(results, null);
            if (silent < 0)
                break;
            var why = failure is null ? NoAnswer(destination) : new StoreResult(false, null, failure.IsPermanent, failure.Message);
            if (exchange is { TimedOut: true, Association: not null } && Array.Exists(results, r => r is not null))
                results[silent] = why;
            else
                results = [.. results.Select(result => result ?? why)];
        }
        return [.. results.Select(result => result ?? NoAnswer(destination))];
    }

    /// <summary>Verification (PS3.4 annex A).</summary>
    public static async Task<StoreResult> EchoAsync(PacsDestination destination, CancellationToken cancellation)
    {
        DicomCEchoResponse? answer = null;
        var request = new DicomCEchoRequest { OnResponseReceived = (_, response) => answer = response };
        using var exchange = new Exchange(destination);
        var failure = await exchange.RunAsync([request], cancellation).ConfigureAwait(false);
        return answer is not null ? Judge(destination, answer.Status)
            : failure is null ? NoAnswer(destination)
            : new StoreResult(false, null, failure.IsPermanent, failure.Message);
    }

    private static List<(DicomCStoreRequest Request, int Index)> Requests(IReadOnlyList<DicomFile> files, StoreResult?[] results, PacsDestination destination)
    {
        var requests = new List<(DicomCStoreRequest, int)>();
        for (var i = 0; i < files.Count; i++)
        {
            if (results[i] is not null)
                continue;
            var index = i;
            requests.Add((new DicomCStoreRequest(files[i]) { OnResponseReceived = (_, response) => results[index] = Judge(destination, response.Status) }, i));
        }
        return requests;
    }

    private static StoreResult NoAnswer(PacsDestination destination) =>
        new(false, null, false, $"{destination} ended the association without a status.");

    /// <summary>An association without a context for the object: nothing that sending again could change.</summary>
    private static StoreResult? RefusedContext(PacsDestination destination, DicomAssociation? association, DicomCStoreRequest request)
    {
        var contexts = association?.PresentationContexts.Where(context => context.AbstractSyntax == request.SOPClassUID).ToList() ?? [];
        if (contexts.Count == 0 || contexts.Any(context => context.Result == DicomPresentationContextResult.Accept))
            return null;
        var syntaxes = string.Join(", ", contexts.SelectMany(context => context.GetTransferSyntaxes()).Select(syntax => syntax.UID.Name).Distinct());
        return new StoreResult(false, DicomStatus.SOPClassNotSupported.Code, true,
            $"{destination} refuses the presentation context {request.SOPClassUID.Name} in {syntaxes} ({contexts[0].GetResultDescription()}); let its administrator enable it.");
    }

    /// <summary>PS3.4 table B.2-1: 0000 and Bxxx are stored; A7xx and a fault of the peer's own may pass; A9xx and Cxxx will not.</summary>
    private static StoreResult Judge(PacsDestination destination, DicomStatus status)
    {
        var stored = status.State is DicomState.Success or DicomState.Warning;
        var transient = (status.Code & 0xFF00) == 0xA700 || status == DicomStatus.ProcessingFailure || status == DicomStatus.ResourceLimitation;
        return new StoreResult(stored, status.Code, !stored && !transient, $"{destination}: {status.Code:X4} {status.Description}{Comment(status)}");
    }

    private static string Comment(DicomStatus status) => string.IsNullOrWhiteSpace(status.ErrorComment) ? "" : $" ({status.ErrorComment})";
}
