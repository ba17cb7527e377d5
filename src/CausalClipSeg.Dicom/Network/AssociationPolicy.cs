using System.Net;
using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Segmentations;
using FellowOakDicom;
using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Network;

/// <summary>Whom the SCP lets in, and what it agrees to talk about (PS3.8 section 9.3.4 and table 9-21 for the refusals).</summary>
internal sealed class AssociationPolicy
{
    private static readonly DicomTransferSyntax[] Readable = [.. FrameCodecs.ReadableTransferSyntaxes];
    private static readonly DicomTransferSyntax[] Uncompressed = [DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ImplicitVRLittleEndian];

    /// <summary>A class of the 2024d edition, which the dictionaries of fo-dicom 5.1 do not hold yet.</summary>
    private static readonly DicomUID LabelMap = SegmentationPixels.SopClass(SegmentationType.LabelMap);

    private readonly HashSet<string> _called;
    private readonly HashSet<string> _calling;
    private readonly IPNetwork[] _peers;

    /// <exception cref="InvalidDataException">An allowed peer is neither an address nor a network.</exception>
    public AssociationPolicy(StorageScpOptions options)
    {
        _called = [.. options.OtherAeTitles.Append(options.AeTitle).Select(title => title.Trim())];
        _calling = [.. options.AllowedCallingAe.Select(title => title.Trim())];
        _peers = [.. options.AllowedPeers.Select(Network)];
    }

    /// <returns>Null, or why the association is refused.</returns>
    public Rejection? Judge(DicomAssociation association) =>
        !IsAllowed(association.RemoteHost) ? new Rejection(DicomRejectReason.NoReasonGiven, "its address is not among Intake:Dicom:AllowedPeers")
        : !_called.Contains(association.CalledAE.Trim()) ? new Rejection(DicomRejectReason.CalledAENotRecognized, "it calls an AE title that is not ours (Intake:AeTitle, Intake:Dicom:OtherAeTitles)")
        : _calling.Count > 0 && !_calling.Contains(association.CallingAE.Trim()) ? new Rejection(DicomRejectReason.CallingAENotRecognized, "its AE title is not among Intake:AllowedCallingAe")
        : null;

    /// <summary>Every storage class in every transfer syntax that is read here, verification and storage commitment.</summary>
    public static void Negotiate(DicomAssociation association)
    {
        // One request at a time, whatever window is proposed (PS3.7 D.3.3.3).
        association.MaxAsyncOpsInvoked = association.MaxAsyncOpsPerformed = 1;
        foreach (var context in association.PresentationContexts)
        {
            var syntax = context.AbstractSyntax;
            if (syntax == DicomUID.Verification || syntax == DicomUID.StorageCommitmentPushModel)
                context.AcceptTransferSyntaxes(Uncompressed);
            else if (syntax.StorageCategory != DicomStorageCategory.None || syntax == LabelMap)
                context.AcceptTransferSyntaxes(Readable);
            else
                context.SetResult(DicomPresentationContextResult.RejectAbstractSyntaxNotSupported);
        }
    }

    private bool IsAllowed(string host)
    {
        if (_peers.Length == 0)
            return true;
        if (!IPAddress.TryParse(host, out var address))
            return false;
        var peer = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _peers.Any(network => network.Contains(peer));
    }

    private static IPNetwork Network(string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network)
            ? network
            : throw new InvalidDataException($"'{text}' in Intake:Dicom:AllowedPeers is neither an IP address nor a network such as 10.1.0.0/16.");
    }
}

/// <summary>A refused association: what the peer is told, and what our log says.</summary>
internal sealed record Rejection(DicomRejectReason Reason, string Why);
