namespace CausalClipSeg.Pipeline.Evaluation;

/// <summary>
/// Who looks often at one frozen test side finds a gain by chance in the end. So the k-th comparison may use only 1 / (k (k + 1)) of the whole chance of a false
/// promotion: however many comparisons are made, together they use no more than the whole (Bonferroni with unequal shares).
/// </summary>
public static class AlphaSpending
{
    /// <summary>The chance that one comparison may use, in one tail of its interval.</summary>
    public static double Tail(int look, double whole) => whole / look / (look + 1.0);

    /// <summary>Percent of the two-sided interval that has this tail, as people read it: with as many digits as tell it from 100.</summary>
    public static string Percent(double tail)
    {
        var outside = 200 * tail;
        var digits = Math.Clamp(1 - (int)Math.Floor(Math.Log10(outside)), 0, 15);
        return Math.Round(100 - outside, digits).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
