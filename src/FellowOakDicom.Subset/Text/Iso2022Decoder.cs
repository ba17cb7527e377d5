using System.Text;

namespace FellowOakDicom.Text;

/// <summary>Follows the escape sequences of ISO 2022 through one value (PS3.5 section 6.1.2.5).</summary>
internal sealed class Iso2022Decoder(CharacterRepertoire first, bool isPersonName)
{
    private readonly StringBuilder _text = new();
    private CharacterRepertoire? _designated;
    private CharacterRepertoire? _lower;

    private CharacterRepertoire Upper => _designated ?? first;

    internal string Decode(ReadOnlySpan<byte> bytes)
    {
        var start = 0;
        var i = 0;
        while (i < bytes.Length)
        {
            var escape = bytes[i] == 0x1B ? EscapeLength(bytes[i..]) : 0;
            if (escape > 0)
            {
                Flush(bytes[start..i]);
                Designate(bytes.Slice(i, escape));
                i += escape;
                start = i;
            }
            else if (EndsRun(bytes[i]))
            {
                Flush(bytes[start..i]);
                _text.Append((char)bytes[i]);
                _designated = null;
                _lower = null;
                start = ++i;
            }
            else
            {
                i += IsLeadByte(bytes[i]) ? 2 : 1;
            }
        }

        Flush(bytes[Math.Min(start, bytes.Length)..]);
        return _text.ToString();
    }

    /// <summary>ESC, any intermediate bytes 0x20 to 0x2F, one final byte; 0 where the bytes are no escape sequence.</summary>
    private static int EscapeLength(ReadOnlySpan<byte> bytes)
    {
        var length = 1;
        while (length < bytes.Length && length < 4 && bytes[length] is >= 0x20 and <= 0x2F) length++;
        return length > 1 && length < bytes.Length && bytes[length] >= 0x30 ? length + 1 : 0;
    }

    private void Designate(ReadOnlySpan<byte> escape)
    {
        if (escape.Length == 3 && escape[1] == '(')
        {
            _lower = null;
            return;
        }

        foreach (var repertoire in CharacterRepertoire.Designatable)
        {
            if (!escape.SequenceEqual(repertoire.Escape)) continue;
            if (repertoire.Area == CodeArea.G0) _lower = repertoire;
            else _designated = repertoire;
            return;
        }
    }

    /// <summary>In a two-byte G0 set the delimiters' codes are halves of characters; only controls end it.</summary>
    private bool EndsRun(byte b) => DicomCharacterSet.IsDelimiter((char)b, isPersonName) && (_lower is null || b < 0x20);

    private bool IsLeadByte(byte b) => _lower is null && Upper.IsMultiByte && b >= 0x80;

    private void Flush(ReadOnlySpan<byte> run)
    {
        if (run.IsEmpty) return;
        if (_lower is null)
        {
            _text.Append(Upper.Encoding.GetString(run));
            return;
        }

        var shifted = new byte[run.Length];
        for (var i = 0; i < run.Length; i++)
        {
            var keepLow = _lower.Term == "159" && (i & 1) == 1;
            shifted[i] = keepLow || run[i] <= 0x20 ? run[i] : (byte)(run[i] | 0x80);
        }

        _text.Append(_lower.Encoding.GetString(shifted));
    }
}
