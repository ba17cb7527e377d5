using System.Diagnostics.CodeAnalysis;

namespace FellowOakDicom;

/// <summary>A value representation (PS3.5 section 6.2): how the bytes of a value are to be understood, padded and written.</summary>
public sealed partial class DicomVR
{
    private readonly Action<string>? _validate;

    private DicomVR(string code, string name, VRTraits traits, byte padding, uint maximumLength, int unitSize, Type valueType,
        Action<string>? validate = null)
    {
        Code = code;
        Name = name;
        Traits = traits;
        PaddingValue = padding;
        MaximumLength = maximumLength;
        UnitSize = unitSize;
        ValueType = valueType;
        _validate = validate;
        CodeBytes = code.Length == 2 ? (ushort)(code[0] | (code[1] << 8)) : (ushort)0;
    }

    public string Code { get; }

    public string Name { get; }

    public bool IsString => Traits.HasFlag(VRTraits.Text);

    /// <summary>Whether Specific Character Set (0008,0005) governs the value.</summary>
    public bool IsStringEncoded => Traits.HasFlag(VRTraits.Encoded);

    public bool Is16bitLength => Traits.HasFlag(VRTraits.ShortLength);

    public bool IsMultiValue => Traits.HasFlag(VRTraits.Multi);

    public byte PaddingValue { get; }

    public uint MaximumLength { get; }

    public int UnitSize { get; }

    /// <summary>The size of the words that change order between little and big endian; 1 where none do.</summary>
    public int ByteSwap => Traits.HasFlag(VRTraits.Text) ? 1 : Code == "AT" ? 2 : UnitSize;

    public Type ValueType { get; }

    /// <summary>The two letters as they lie in a file, first letter in the low byte.</summary>
    internal ushort CodeBytes { get; }

    private VRTraits Traits { get; }

    public static DicomVR Parse(string vr) => TryParse(vr, out var result)
        ? result
        : throw new DicomDataException($"'{vr}' is no value representation of PS3.5; use one of its two-letter codes, such as 'LO'.");

    public static bool TryParse(string vr, [NotNullWhen(true)] out DicomVR? result)
    {
        result = vr is { Length: 2 } ? FromBytes((byte)vr[0], (byte)vr[1]) : null;
        return result is not null;
    }

    /// <summary>Refuses a value that the representation does not allow.</summary>
    public void ValidateString(string content) => _validate?.Invoke(content);

    public override string ToString() => Code;

    internal static DicomVR? FromBytes(byte first, byte second)
    {
        var index = ((first - 'A') * 26) + (second - 'A');
        return first is >= (byte)'A' and <= (byte)'Z' && second is >= (byte)'A' and <= (byte)'Z' ? ByCode[index] : null;
    }

    [Flags]
    private enum VRTraits
    {
        None = 0,
        Text = 1,
        Encoded = 2,
        ShortLength = 4,
        Multi = 8,
    }
}
