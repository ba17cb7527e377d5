using System.Text;

namespace CausalClipSeg.Reports.Hl7;

/// <summary>Reads an OBX of type ED: a CDA document or plain text gives its words, a picture or PDF the reason why there are none.</summary>
internal static class EncapsulatedText
{
    /// <summary>Null when text was added; else what stands there instead.</summary>
    public static string? AddTo(ReportTextBuilder text, Hl7Segment row, string heading, Encoding encoding)
    {
        var kind = $"{row.Value(5, 2)}/{row.Value(5, 3)}";
        var data = row.Rest(5, 4);
        if (row.Value(5, 4).Equals("Base64", StringComparison.OrdinalIgnoreCase))
        {
            var bytes = new byte[data.Length];
            if (!Convert.TryFromBase64String(data.Trim(), bytes, out var length)) return $"{kind} whose Base64 is damaged";
            if (bytes.AsSpan().StartsWith("%PDF"u8)) return "a PDF document";
            data = Decode(bytes.AsSpan(0, length), encoding);
            if (data.Contains('\0')) return $"{kind}, which is not text";
        }

        if (data.TrimStart().StartsWith('<'))
        {
            if (CdaText.Read(data) is not { Count: > 0 } sections) return $"{kind} whose XML is damaged or holds no section text";
            foreach (var section in sections) text.Add(section.Code, section.Heading, section.Text);
            return null;
        }

        if (!IsTextKind(row)) return kind;
        text.Add(row.Value(3), heading, data);
        return null;
    }

    private static bool IsTextKind(Hl7Segment row) =>
        row.Value(5, 2).StartsWith("text", StringComparison.OrdinalIgnoreCase) || row.Value(5, 3).Equals("plain", StringComparison.OrdinalIgnoreCase);

    private static string Decode(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        try
        {
            return Hl7CharacterSet.Utf8.Encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Hl7CharacterSet.Lenient(encoding).GetString(bytes);
        }
    }
}
