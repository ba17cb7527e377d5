namespace CausalClipSeg.Pipeline.Evaluation;

/// <summary>Student's distribution for whole degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4).</summary>
internal static class StudentT
{
    /// <summary>The value that is exceeded with the chance <paramref name="tail"/>.</summary>
    public static double Quantile(double tail, int freedom)
    {
        var (low, high) = (0.0, 1.0);
        while (Exceeds(high, freedom) > tail && high < 1e9)
            high *= 2;
        for (var i = 0; i < 200 && high - low > 1e-12 * high; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Exceeds(middle, freedom) > tail ? (middle, high) : (low, middle);
        }
        return high;
    }

    private static double Exceeds(double value, int freedom)
    {
        var angle = Math.Atan(value / Math.Sqrt(freedom));
        var (sine, square) = (Math.Sin(angle), Math.Cos(angle) * Math.Cos(angle));
        var odd = freedom % 2 == 1;
        var (term, sum) = odd ? (Math.Cos(angle), freedom == 1 ? 0 : Math.Cos(angle)) : (1.0, 1.0);
        for (var i = odd ? 3 : 2; i < freedom; i += 2)
        {
            term *= square * (i - 1) / i;
            sum += term;
        }
        var within = odd ? 2 / Math.PI * (angle + (sine * sum)) : sine * sum;
        return (1 - within) / 2;
    }
}
