using CausalClipSeg.Dicom.Network;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>Where SEGs go: an archive over C-STORE or STOW-RS, or the local result store of the embedded mode.</summary>
public interface IPacs
{
    /// <summary>Named in the record of each attempt.</summary>
    string Destination { get; }

    Task<DeliveryOutcome> StoreAsync(DicomFile segmentation, CancellationToken cancellation);
}

/// <summary>What the archive said of one instance.</summary>
/// <param name="Kind">Whether it is there, may be there later, or never will be.</param>
/// <param name="StatusCode">Status of the C-STORE-RSP (PS3.4 B.2.3) where there was one.</param>
/// <param name="Message">The archive's own words, or what kept it from answering.</param>
public sealed record DeliveryOutcome(DeliveryKind Kind, int? StatusCode, string Message)
{
    /// <summary>The archive has it and says that something is amiss (PS3.4 table B.2-1): elements that it changed or left out, or content that it does not expect.</summary>
    public bool IsWarned => Kind == DeliveryKind.Stored && StatusCode is 0xB000 or 0xB006 or 0xB007;

    /// <summary>What goes to an archive has UIDs derived from its content: one that is there already is the same object, from an attempt whose answer was lost.</summary>
    public static DeliveryOutcome Of(StoreResult result) => new(
        result.IsStored || result.IsAlreadyThere ? DeliveryKind.Stored : result.IsPermanent ? DeliveryKind.Permanent : DeliveryKind.Transient, result.Status, result.Message);
}

public enum DeliveryKind
{
    Stored,

    /// <summary>The archive is away or out of resources: the same object goes out again later.</summary>
    Transient,

    /// <summary>The archive will not take this object: a person has to look.</summary>
    Permanent,
}
