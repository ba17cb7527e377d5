
namespace FellowOakDicom.Text;

/// <summary>Writes one value with the escape sequences of ISO 2022, changing repertoire only where a character needs it.</summary>
internal sealed class Iso2022Encoder(CharacterRepertoire[] repertoires, bool isPersonName)
{
    private static readonly byte[] BackToAscii = [0x1B, (byte)'(', (byte)'B'];

    private readonly List<byte> _bytes = [];
    private CharacterRepertoire _current = repertoires[0];

    internal byte[] Encode(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && DicomCharacterSet.IsDelimiter((char)rune.Value, isPersonName))
            {
                LeaveLower();
                _bytes.Add((byte)rune.Value);
                _current = repertoires[0];
            }
            else if (rune.IsAscii)
            {
                LeaveLower();
                _bytes.Add((byte)rune.Value);
            }
            else
            {
                Append(rune.ToString());
            }
        }

        LeaveLower();
        return [.. _bytes];
    }

    private void Append(string character)
    {
        if (!_current.CanEncode(character))
        {
            var next = Array.Find(repertoires, r => r.CanEncode(character)) ?? _current;
            if (next != _current)
            {
                LeaveLower();
                _bytes.AddRange(next.Escape);
                _current = next;
            }
        }

        var bytes = _current.Encoding.GetBytes(character);
        if (_current.Area == CodeArea.G0)
        {
            for (var i = 0; i < bytes.Length; i++) bytes[i] &= 0x7F;
        }

        _bytes.AddRange(bytes);
    }

    private void LeaveLower()
    {
        if (_current.Area != CodeArea.G0) return;
        _bytes.AddRange(BackToAscii);
        _current = repertoires[0];
    }
}
