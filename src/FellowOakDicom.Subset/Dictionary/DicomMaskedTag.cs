using System.Globalization;

namespace FellowOakDicom;

/// <summary>A family of tags (PS3.5 section 7.6, repeating groups): 60xx,0010 names sixteen elements at once.</summary>
public sealed class DicomMaskedTag
{
    private readonly string _pattern;

    private DicomMaskedTag(string pattern)
    {
        _pattern = pattern;
        Mask = uint.Parse(string.Concat(pattern.Select(c => c == 'x' ? '0' : 'F')), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        Card = uint.Parse(pattern.Replace('x', '0'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    public uint Mask { get; }

    public uint Card { get; }

    public DicomTag Tag => (DicomTag)Card;

    /// <summary>Reads "(60xx,0010)", "60xx,0010" or "60xx0010".</summary>
    public static DicomMaskedTag Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        var pattern = s.Trim('(', ')').Replace(",", "", StringComparison.Ordinal).Replace('X', 'x');
        return pattern.Length == 8 && pattern.All(c => c == 'x' || char.IsAsciiHexDigit(c))
            ? new DicomMaskedTag(pattern)
            : throw new DicomDataException($"'{s}' is no masked tag; write it as in PS3.6, such as (60xx,0010).");
    }

    public override string ToString() => $"({_pattern[..4].ToLowerInvariant()},{_pattern[4..].ToLowerInvariant()})";
}
