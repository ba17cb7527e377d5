using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CausalClipSeg.Persistence;

/// <summary>
/// One event of the audit trail (PS3.15 A.5). Rows are only ever added, which the database itself sees to, and each holds the hash of the one before it, so that
/// a row that was changed, taken out or put in between is found out.
/// </summary>
public sealed class AuditRecord
{
    /// <summary>Counts up from 1 without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>To the millisecond, which every database keeps.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened, in a word such as "patient-record" or "instances-transferred".</summary>
    public required string Event { get; init; }

    /// <summary>Who did it: the name of an access entry, a process, an AE title.</summary>
    public required string Actor { get; init; }

    /// <summary>Whether it succeeded.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>The DICOM Audit Message as it goes to the audit record repository.</summary>
    public required string Message { get; init; }

    /// <summary>Hash of the row before; of the first row, 64 zeros.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>SHA-256 over everything above, lower-case hexadecimal.</summary>
    public required string Hash { get; init; }

    public static string NoHash { get; } = new('0', 64);

    /// <summary>What <see cref="Hash"/> has to be.</summary>
    public string ComputeHash() => HashOf(Sequence, At, Event, Actor, Succeeded, Message, PreviousHash);

    public static string HashOf(long sequence, DateTimeOffset at, string @event, string actor, bool succeeded, string message, string previousHash)
    {
        // Each part with its length before it, so that no two rows have one text.
        var text = new StringBuilder();
        foreach (var part in (string[])
            [sequence.ToString(CultureInfo.InvariantCulture), at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), @event, actor, succeeded ? "1" : "0", message, previousHash])
            text.Append(CultureInfo.InvariantCulture, $"{part.Length}:{part}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
