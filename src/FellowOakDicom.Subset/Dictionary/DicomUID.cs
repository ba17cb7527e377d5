using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using System.Reflection;

namespace FellowOakDicom;

/// <summary>What a unique identifier of PS3.6 annex A stands for.</summary>
public enum DicomUidType
{
    TransferSyntax,
    SOPClass,
    MetaSOPClass,
    ServiceClass,
    SOPInstance,
    ApplicationContextName,
    ApplicationHostingModel,
    CodingScheme,
    FrameOfReference,
    Synchronization,
    LDAP,
    MappingResource,
    ContextGroupName,
    Unknown,
}

/// <summary>What kind of object a storage SOP class (PS3.4 annex B) keeps.</summary>
public enum DicomStorageCategory
{
    None,
    Image,
    PresentationState,
    StructuredReport,
    Waveform,
    Document,
    Raw,
    Other,
    Private,
    Volume,
}

/// <summary>A unique identifier (PS3.5 section 9) with the name that the standard's registry (PS3.6 annex A) gives it.</summary>
public sealed partial class DicomUID : IEquatable<DicomUID>
{
    private static readonly Lazy<FrozenDictionary<string, DicomUID>> Registry = new(LoadRegistry);

    public DicomUID(string uid, string name, DicomUidType type, bool retired = false)
    {
        UID = uid;
        Name = name;
        Type = type;
        IsRetired = retired;
    }

    public string UID { get; }

    public string Name { get; }

    public DicomUidType Type { get; }

    public bool IsRetired { get; }

    public bool IsPrivate => !UID.StartsWith("1.2.840.10008.", StringComparison.Ordinal);

    public DicomStorageCategory StorageCategory
    {
        get
        {
            if (IsPrivate) return DicomStorageCategory.Private;
            if (Type != DicomUidType.SOPClass || !Name.Contains("Storage", StringComparison.Ordinal)) return DicomStorageCategory.None;
            foreach (var (word, category) in Categories)
            {
                if (Name.Contains(word, StringComparison.Ordinal)) return category;
            }

            return DicomStorageCategory.Other;
        }
    }

    private static (string Word, DicomStorageCategory Category)[] Categories { get; } =
    [
        ("Storage Commitment", DicomStorageCategory.None),
        ("Volume", DicomStorageCategory.Volume),
        ("Image Storage", DicomStorageCategory.Image),
        ("Presentation State", DicomStorageCategory.PresentationState),
        ("SR Storage", DicomStorageCategory.StructuredReport),
        ("Waveform", DicomStorageCategory.Waveform),
        ("Encapsulated", DicomStorageCategory.Document),
        ("Raw Data", DicomStorageCategory.Raw),
    ];

    /// <summary>A new identifier under 2.25, the root of UUIDs (PS3.5 annex B.2).</summary>
    public static DicomUID Generate() =>
        new("2.25." + new BigInteger(Guid.NewGuid().ToByteArray(bigEndian: true), isUnsigned: true, isBigEndian: true)
            .ToString(CultureInfo.InvariantCulture), "SOP Instance UID", DicomUidType.SOPInstance);

    /// <summary>Digits and dots, at most 64, no component empty or with a leading zero (PS3.5 section 9.1).</summary>
    public static bool IsValidUid(string uid)
    {
        if (string.IsNullOrEmpty(uid) || uid.Length > 64) return false;
        for (int i = 0, start = 0; i <= uid.Length; i++)
        {
            if (i < uid.Length && char.IsAsciiDigit(uid[i])) continue;
            if (i < uid.Length && uid[i] != '.') return false;
            if (i == start || (uid[start] == '0' && i > start + 1)) return false;
            start = i + 1;
        }

        return true;
    }

    public static DicomUID Parse(string s) => Parse(s, "Unknown", DicomUidType.Unknown);

    public static DicomUID Parse(string s, string name = "Unknown", DicomUidType type = DicomUidType.Unknown)
    {
        ArgumentNullException.ThrowIfNull(s);
        var uid = s.TrimEnd(' ', '\0');
        return Registry.Value.TryGetValue(uid, out var known) ? known : new DicomUID(uid, name, type);
    }

    public static IEnumerable<DicomUID> Enumerate() => Registry.Value.Values;

    public bool Equals(DicomUID? other) => other is not null && UID == other.UID;

    public override bool Equals(object? obj) => Equals(obj as DicomUID);

    public override int GetHashCode() => string.GetHashCode(UID, StringComparison.Ordinal);

    public override string ToString() => $"{Name} [{UID}]";

    public static bool operator ==(DicomUID? left, DicomUID? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(DicomUID? left, DicomUID? right) => !(left == right);

    private static FrozenDictionary<string, DicomUID> LoadRegistry() =>
        typeof(DicomUID).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null)).OfType<DicomUID>().ToFrozenDictionary(uid => uid.UID, StringComparer.Ordinal);
}
