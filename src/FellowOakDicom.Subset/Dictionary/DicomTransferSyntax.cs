using System.Collections.Concurrent;
using FellowOakDicom.IO;

namespace FellowOakDicom;

/// <summary>How a data set becomes bytes (PS3.5 section 10): order, explicit or implicit representations, and the pixels' compression.</summary>
public sealed partial class DicomTransferSyntax
{
    private static readonly Lazy<ConcurrentDictionary<string, DicomTransferSyntax>> Known = new(LoadKnown);

    private DicomTransferSyntax(DicomUID uid) => UID = uid;

    public DicomUID UID { get; }

    public bool IsRetired { get; private init; }

    public bool IsExplicitVR { get; private init; }

    public bool IsEncapsulated { get; private init; }

    public bool IsLossy { get; private init; }

    /// <summary>The code of Lossy Image Compression Method (0028,2114) that goes with it.</summary>
    public string? LossyCompressionMethod { get; private init; }

    public bool IsDeflate { get; private init; }

    public Endian Endian { get; private init; } = Endian.Little;

    public bool SwapPixelData { get; private init; }

    public static DicomTransferSyntax Parse(string uid) => Lookup(DicomUID.Parse(uid));

    /// <summary>The syntax of an identifier; one that nobody knows is read as encapsulated Explicit VR Little Endian.</summary>
    public static DicomTransferSyntax Lookup(DicomUID uid)
    {
        ArgumentNullException.ThrowIfNull(uid);
        return Query(uid) ?? new DicomTransferSyntax(uid) { IsExplicitVR = true, IsEncapsulated = true };
    }

    /// <summary>The syntax of an identifier, or null.</summary>
    public static DicomTransferSyntax? Query(DicomUID uid)
    {
        ArgumentNullException.ThrowIfNull(uid);
        return Known.Value.TryGetValue(uid.UID, out var syntax) ? syntax : null;
    }

    public static DicomTransferSyntax Register(DicomUID uid, DicomTransferSyntax? template = null)
    {
        ArgumentNullException.ThrowIfNull(uid);
        return Known.Value.GetOrAdd(uid.UID, _ => new DicomTransferSyntax(uid)
        {
            IsExplicitVR = template?.IsExplicitVR ?? true,
            IsEncapsulated = template?.IsEncapsulated ?? false,
            IsLossy = template?.IsLossy ?? false,
            LossyCompressionMethod = template?.LossyCompressionMethod,
            IsDeflate = template?.IsDeflate ?? false,
            Endian = template?.Endian ?? Endian.Little,
            SwapPixelData = template?.SwapPixelData ?? false,
        });
    }

    public override bool Equals(object? obj) => obj is DicomTransferSyntax other && other.UID.UID == UID.UID;

    public override int GetHashCode() => UID.GetHashCode();

    public override string ToString() => UID.Name;

    public static bool operator ==(DicomTransferSyntax? left, DicomTransferSyntax? right) => Equals(left, right);

    public static bool operator !=(DicomTransferSyntax? left, DicomTransferSyntax? right) => !Equals(left, right);

    private static ConcurrentDictionary<string, DicomTransferSyntax> LoadKnown() =>
        new(Table().Select(syntax => KeyValuePair.Create(syntax.UID.UID, syntax)), StringComparer.Ordinal);

    private static DicomTransferSyntax Encapsulated(DicomUID uid, string? lossy = null) =>
        new(uid) { IsExplicitVR = true, IsEncapsulated = true, IsLossy = lossy is not null, LossyCompressionMethod = lossy, IsRetired = uid.IsRetired };
}
