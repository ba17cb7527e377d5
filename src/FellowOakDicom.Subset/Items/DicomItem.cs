namespace FellowOakDicom;

/// <summary>One entry of a data set (PS3.5 section 7): an element with a value, a sequence, or encapsulated fragments.</summary>
public abstract class DicomItem(DicomTag tag) : IComparable<DicomItem>, IComparable
{
    public DicomTag Tag { get; internal set; } = tag;

    public abstract DicomVR ValueRepresentation { get; }

    /// <summary>Refuses what the item's representation does not allow.</summary>
    public virtual void Validate()
    {
    }

    public int CompareTo(DicomItem? other) => other is null ? 1 : Tag.CompareTo(other.Tag);

    public int CompareTo(object? obj) => CompareTo(obj as DicomItem);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj) || (obj is DicomItem other && ItemEquality.AreEqual(this, other));

    public override int GetHashCode() => Tag.GetHashCode();

    public override string ToString() => Tag.DictionaryEntry is { } entry && entry != DicomDictionary.UnknownTag
        ? $"{Tag} {ValueRepresentation} {entry.Name}"
        : $"{Tag} {ValueRepresentation} Unknown";

    public static bool operator ==(DicomItem? left, DicomItem? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(DicomItem? left, DicomItem? right) => !(left == right);

    public static bool operator <(DicomItem left, DicomItem right) => left is not null && left.CompareTo(right) < 0;

    public static bool operator >(DicomItem left, DicomItem right) => left is not null && left.CompareTo(right) > 0;

    public static bool operator <=(DicomItem left, DicomItem right) => !(left > right);

    public static bool operator >=(DicomItem left, DicomItem right) => !(left < right);
}
