namespace CausalClipSeg.Pipeline.Demo;

/// <summary>How well a mask covers the known truth.</summary>
internal static class Overlap
{
    /// <summary>2 |A and B| / (|A| + |B|); 1 where both are empty; a missing mask is an empty one.</summary>
    public static double Dice(byte[]? mask, byte[] truth)
    {
        long both = 0, sum = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            var inMask = mask is null ? 0 : mask[i] & 1;
            both += inMask & truth[i];
            sum += inMask + (truth[i] & 1);
        }
        return sum == 0 ? 1 : 2.0 * both / sum;
    }
}
