using System.Globalization;

namespace FellowOakDicom;

/// <summary>The name of a data element (PS3.5 section 7.1): group and element number, and its owner where it is private.</summary>
public sealed partial class DicomTag : IFormattable, IEquatable<DicomTag>, IComparable<DicomTag>, IComparable
{
    public static readonly DicomTag Unknown = new(0xFFFF, 0xFFFF);

    public DicomTag(ushort group, ushort element)
    {
        Group = group;
        Element = element;
    }

    public DicomTag(ushort group, ushort element, string? privateCreator)
        : this(group, element, privateCreator is null ? null : DicomDictionary.Default.GetPrivateCreator(privateCreator))
    {
    }

    public DicomTag(ushort group, ushort element, DicomPrivateCreator? privateCreator)
        : this(group, element) => PrivateCreator = privateCreator;

    public ushort Group { get; }

    public ushort Element { get; }

    public DicomPrivateCreator? PrivateCreator { get; }

    public bool IsPrivate => (Group & 1) == 1;

    public DicomDictionaryEntry DictionaryEntry => DicomDictionary.Default[this];

    /// <summary>Group and element as one ordered number.</summary>
    internal uint Value => ((uint)Group << 16) | Element;

    /// <summary>Whether this element announces the owner of a private block: (gggg,0010) to (gggg,00FF).</summary>
    internal bool IsPrivateCreator => IsPrivate && Element is >= 0x10 and <= 0xFF;

    public static explicit operator DicomTag(uint tag) => new((ushort)(tag >> 16), (ushort)tag);

    public static explicit operator uint(DicomTag tag) => tag.Value;

    /// <summary>Reads "(0010,0020)", "0010,0020", "00100020", each with an optional ":creator", or a keyword.</summary>
    public static DicomTag Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        var text = s.Trim();
        if (text.StartsWith('(') && text.EndsWith(')')) text = text[1..^1];
        string? creator = null;
        var colon = text.IndexOf(':');
        if (colon >= 0)
        {
            creator = text[(colon + 1)..].Trim();
            text = text[..colon];
        }

        var digits = text.Replace(",", "", StringComparison.Ordinal).Trim();
        if (digits.Length == 8 && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return new DicomTag((ushort)(value >> 16), (ushort)value, creator);
        return DicomDictionary.Default.TagOf(text)
            ?? throw new DicomDataException($"'{s}' is no DICOM tag; write it as (gggg,eeee) or as a keyword of PS3.6.");
    }

    public override string ToString() => ToString("G", null);

    /// <summary>G: (gggg,eeee) with the creator of a private tag; X: the same with the dictionary's mask; J: ggggeeee.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) => format switch
    {
        "J" => Value.ToString("X8", CultureInfo.InvariantCulture),
        "X" when DictionaryEntry.MaskTag is { } mask => mask.ToString(),
        _ => PrivateCreator is { } creator
            ? string.Create(CultureInfo.InvariantCulture, $"({Group:x4},{Element:x4}:{creator})")
            : string.Create(CultureInfo.InvariantCulture, $"({Group:x4},{Element:x4})"),
    };

    public int CompareTo(DicomTag? other)
    {
        if (other is null) return 1;
        var order = Value.CompareTo(other.Value);
        return order != 0 || PrivateCreator is null || other.PrivateCreator is null
            ? order
            : PrivateCreator.CompareTo(other.PrivateCreator);
    }

    public int CompareTo(object? obj) => CompareTo(obj as DicomTag);

    public bool Equals(DicomTag? other) => other is not null && CompareTo(other) == 0;

    public override bool Equals(object? obj) => Equals(obj as DicomTag);

    public override int GetHashCode() => (int)Value;

    public static bool operator ==(DicomTag? left, DicomTag? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(DicomTag? left, DicomTag? right) => !(left == right);

    public static bool operator <(DicomTag left, DicomTag right) => left.CompareTo(right) < 0;

    public static bool operator >(DicomTag left, DicomTag right) => left.CompareTo(right) > 0;

    public static bool operator <=(DicomTag left, DicomTag right) => left.CompareTo(right) <= 0;

    public static bool operator >=(DicomTag left, DicomTag right) => left.CompareTo(right) >= 0;
}
