using System.Globalization;

namespace FellowOakDicom;

/// <summary>A value multiplicity (PS3.5 section 6.4): how many values an element of the dictionary may hold.</summary>
public sealed class DicomVM(int minimum, int maximum, int multiplicity)
{
    public static readonly DicomVM VM_0 = new(0, 0, 1);
    public static readonly DicomVM VM_1 = new(1, 1, 1);
    public static readonly DicomVM VM_1_n = new(1, int.MaxValue, 1);

    public int Minimum { get; } = minimum;

    public int Maximum { get; } = maximum;

    public int Multiplicity { get; } = multiplicity;

    /// <summary>Reads the standard's notation: 1, 1-3, 1-n, 2-2n.</summary>
    public static DicomVM Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        if (s == "1") return VM_1;
        if (s == "1-n") return VM_1_n;
        var parts = s.Split('-', ' ');
        if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var minimum))
            throw new DicomDataException($"'{s}' is no value multiplicity; write it as in PS3.6, such as '1-n'.");
        if (parts.Length == 1) return new DicomVM(minimum, minimum, minimum);
        var last = parts[^1];
        if (!last.EndsWith('n'))
            return new DicomVM(minimum, int.Parse(last, CultureInfo.InvariantCulture), 1);
        var step = last.Length == 1 ? 1 : int.Parse(last.AsSpan(0, last.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return new DicomVM(minimum, int.MaxValue, step);
    }

    public override string ToString() => Maximum == int.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"{Minimum}-{(Multiplicity == 1 ? "" : Multiplicity.ToString(CultureInfo.InvariantCulture))}n")
        : Minimum == Maximum
            ? Minimum.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{Minimum}-{Maximum}");
}
