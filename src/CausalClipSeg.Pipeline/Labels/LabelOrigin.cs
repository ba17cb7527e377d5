using System.Security.Cryptography;
using System.Text;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;

namespace CausalClipSeg.Pipeline.Labels;

/// <summary>Through which door a label came, from what kind of reader, and what it may be used for.</summary>
public sealed record LabelOrigin(string Source, string Role)
{
    /// <summary>Keyed hash that tells readers of one role apart.</summary>
    public string? Reader { get; init; }

    public string? Comment { get; init; }

    public string? Site { get; init; }

    public LabelUse Use { get; init; }

    /// <summary>When the reader said so; the time of arrival where null.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>A reader's identifier or name -> 16 hexadecimal digits that say no more than "the same reader".</summary>
    public static string? Pseudonym(string? reader, LabelOptions options) =>
        string.IsNullOrWhiteSpace(reader)
            ? null
            : Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.ReaderKey ?? throw new InvalidOperationException("Labels:ReaderKey is empty.")), Encoding.UTF8.GetBytes(reader.Trim())))[..16];
}
