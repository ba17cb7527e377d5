namespace FellowOakDicom;

/// <summary>The owner of a block of private elements (PS3.5 section 7.8.1).</summary>
public sealed class DicomPrivateCreator(string creator) : IEquatable<DicomPrivateCreator>, IComparable<DicomPrivateCreator>
{
    public string Creator { get; } = creator;

    public int CompareTo(DicomPrivateCreator? other) => string.CompareOrdinal(Creator, other?.Creator);

    public bool Equals(DicomPrivateCreator? other) => other is not null && Creator == other.Creator;

    public override bool Equals(object? obj) => Equals(obj as DicomPrivateCreator);

    public override int GetHashCode() => string.GetHashCode(Creator, StringComparison.Ordinal);

    public override string ToString() => Creator;

    public static bool operator ==(DicomPrivateCreator? left, DicomPrivateCreator? right) => Equals(left, right);

    public static bool operator !=(DicomPrivateCreator? left, DicomPrivateCreator? right) => !Equals(left, right);

    public static bool operator <(DicomPrivateCreator left, DicomPrivateCreator right) => Compare(left, right) < 0;

    public static bool operator >(DicomPrivateCreator left, DicomPrivateCreator right) => Compare(left, right) > 0;

    public static bool operator <=(DicomPrivateCreator left, DicomPrivateCreator right) => Compare(left, right) <= 0;

    public static bool operator >=(DicomPrivateCreator left, DicomPrivateCreator right) => Compare(left, right) >= 0;

    private static int Compare(DicomPrivateCreator? left, DicomPrivateCreator? right) => string.CompareOrdinal(left?.Creator, right?.Creator);
}
