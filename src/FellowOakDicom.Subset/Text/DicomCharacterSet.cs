using System.Text;

namespace FellowOakDicom.Text;

/// <summary>A value of Specific Character Set (0008,0005): one repertoire, or several with ISO 2022 code extensions (PS3.5 section 6.1.2.5).</summary>
internal sealed class DicomCharacterSet : IEquatable<DicomCharacterSet>
{
    private const byte EscapeByte = 0x1B;

    internal static readonly DicomCharacterSet Default = new([CharacterRepertoire.Ascii]);

    private readonly CharacterRepertoire[] _repertoires;

    private DicomCharacterSet(CharacterRepertoire[] repertoires) => _repertoires = repertoires;

    private CharacterRepertoire First => _repertoires[0];

    internal static DicomCharacterSet Of(IReadOnlyList<string> terms)
    {
        if (terms.Count == 0) return Default;
        var found = new List<CharacterRepertoire>(terms.Count);
        foreach (var term in terms)
        {
            if (CharacterRepertoire.Find(term) is { } repertoire) found.Add(repertoire);
        }

        if (found.Count == 0) return Default;
        if (found[0].IsComplete) return new DicomCharacterSet([found[0]]);
        if (found[0] is { IsMultiByte: true, Area: CodeArea.G0 }) found.Insert(0, CharacterRepertoire.Ascii);
        return new DicomCharacterSet([.. found]);
    }

    internal static DicomCharacterSet Of(Encoding encoding) =>
        new([new CharacterRepertoire(encoding.WebName, encoding, CodeArea.G1, !encoding.IsSingleByte, [])]);

    internal string Decode(ReadOnlySpan<byte> bytes, bool isPersonName)
    {
        if (!bytes.ContainsAnyInRange((byte)0x80, (byte)0xFF) && !bytes.Contains(EscapeByte)) return Encoding.Latin1.GetString(bytes);
        return First.IsComplete || First.Term.Length > 3 || !bytes.Contains(EscapeByte)
            ? First.Encoding.GetString(bytes)
            : new Iso2022Decoder(First, isPersonName).Decode(bytes);
    }

    internal byte[] Encode(string text, bool isPersonName)
    {
        if (Ascii.IsValid(text)) return Encoding.ASCII.GetBytes(text);
        return _repertoires.Length == 1 || First.CanEncode(text)
            ? First.Encoding.GetBytes(text)
            : new Iso2022Encoder(_repertoires, isPersonName).Encode(text);
    }

    public bool Equals(DicomCharacterSet? other) => other is not null
        && (ReferenceEquals(this, other) || _repertoires.AsSpan().SequenceEqual(other._repertoires));

    public override bool Equals(object? obj) => Equals(obj as DicomCharacterSet);

    public override int GetHashCode() => First.Term.GetHashCode(StringComparison.Ordinal);

    /// <summary>Delimiters after which the initial repertoires hold again (PS3.5 section 6.1.2.5.3).</summary>
    internal static bool IsDelimiter(char c, bool isPersonName) =>
        c is '\\' or '\r' or '\n' or '\f' or '\t' || (isPersonName && c is ('^' or '='));
}
