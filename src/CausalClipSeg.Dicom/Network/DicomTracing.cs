using System.Diagnostics;
using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Network;

/// <summary>The spans of what arrives: one for the association, one inside it for each object. AE titles and statuses, nothing of a patient.</summary>
public static class DicomTracing
{
    public const string SourceName = "CausalClipSeg.Dicom";

    private static readonly ActivitySource _source = new(SourceName);

    /// <summary>Begins a trace of its own, whatever runs around it.</summary>
    internal static Activity? Association(DicomAssociation association)
    {
        var around = Activity.Current;
        Activity.Current = null;
        var span = _source.StartActivity("DICOM association", ActivityKind.Server);
        span?.SetTag("dicom.calling_ae", association.CallingAE.Trim()).SetTag("dicom.called_ae", association.CalledAE.Trim()).SetTag("network.peer.address", association.RemoteHost);
        Activity.Current = around;
        return span;
    }

    /// <summary>From the first byte of the object to its status.</summary>
    internal static Activity? Store(Activity? association)
    {
        if (association is null)
            return null;
        var around = Activity.Current;
        var span = _source.StartActivity("C-STORE", ActivityKind.Server, association.Context);
        Activity.Current = around;
        return span;
    }

    internal static void Ends(this Activity? span, DicomStatus status)
    {
        span?.SetTag("dicom.status", status.Code.ToString("X4", System.Globalization.CultureInfo.InvariantCulture));
        if (status.State != DicomState.Success)
            span?.SetStatus(ActivityStatusCode.Error);
    }
}
