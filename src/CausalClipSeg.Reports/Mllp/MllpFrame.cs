namespace CausalClipSeg.Reports.Mllp;

/// <summary>The three bytes of the Minimal Lower Layer Protocol (HL7 v2 transport specification): 0x0B, the message, 0x1C 0x0D.</summary>
public static class MllpFrame
{
    public const byte Start = 0x0B;
    public const byte End = 0x1C;
    public const byte Return = 0x0D;

    public static byte[] Wrap(ReadOnlySpan<byte> message) => [Start, .. message, End, Return];
}
