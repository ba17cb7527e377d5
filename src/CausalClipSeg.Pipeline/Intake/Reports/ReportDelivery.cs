using System.Security.Cryptography;
using CausalClipSeg.Reports;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>What one delivery brought, whatever the door: who sent which message, a hash of its very bytes, and the reports in it.</summary>
/// <param name="Source">The door: "MLLP", "FHIR", "SR".</param>
/// <param name="MessageId">The sender's own id of the message, with the sender where ids are only its own.</param>
public sealed record ReportDelivery(string Source, string MessageId, string ContentHash, IReadOnlyList<ParsedReport> Reports)
{
    public static string Hash(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));
}

/// <summary>What became of a delivery.</summary>
public enum Reception
{
    /// <summary>Its reports are committed.</summary>
    Stored,

    /// <summary>The same delivery was committed before; nothing happened again.</summary>
    Repeated,

    /// <summary>The id was used before for another body; nothing was taken.</summary>
    OtherBody,
}
