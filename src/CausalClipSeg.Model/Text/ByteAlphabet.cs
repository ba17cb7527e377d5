namespace CausalClipSeg.Model;

/// <summary>CLIP's printable stand-ins for the 256 bytes, in the order in which they open the vocabulary.</summary>
internal static class ByteAlphabet
{
    public static IReadOnlyList<string> Symbols { get; } = [.. InOrder().Select(pair => pair.Symbol.ToString())];

    private static readonly Dictionary<byte, char> ByByte = InOrder().ToDictionary(pair => pair.Byte, pair => pair.Symbol);

    public static IEnumerable<string> Of(byte[] utf8) => utf8.Select(value => ByByte[value].ToString());

    private static IEnumerable<(byte Byte, char Symbol)> InOrder()
    {
        var printable = Enumerable.Range('!', '~' - '!' + 1).Concat(Enumerable.Range('¡', '¬' - '¡' + 1)).Concat(Enumerable.Range('®', 'ÿ' - '®' + 1)).ToArray();
        var others = Enumerable.Range(0, 256).Except(printable);
        return printable.Select(value => ((byte)value, (char)value))
            .Concat(others.Select((value, i) => ((byte)value, (char)(256 + i))));
    }
}
