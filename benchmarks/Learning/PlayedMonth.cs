namespace CausalClipSeg.Benchmarks.Learning;

/// <summary>What a month's labels led to, judged on the frozen side that the product never sees.</summary>
internal sealed record PlayedMonth(int Month, bool BadLabels, bool Promoted, double FrozenDice, string ChampionSha256, string? Reason);

/// <summary>A played year.</summary>
internal sealed record PlayedYear(double DiceStart, IReadOnlyList<PlayedMonth> Months, int Kills)
{
    /// <summary>The frozen Dice before the first month and after each.</summary>
    public IReadOnlyList<double> Values => [DiceStart, .. Months.Select(m => m.FrozenDice)];

    public int Promotions => Months.Count(m => m.Promoted);

    public int Refusals => Months.Count(m => !m.Promoted);

    public double DiceEnd => Months.Count == 0 ? DiceStart : Months[^1].FrozenDice;

    /// <summary>Smallest change of the frozen Dice at a promotion.</summary>
    public double WorstStep => Months.Select((m, i) => (m, before: i == 0 ? DiceStart : Months[i - 1].FrozenDice)).Where(pair => pair.m.Promoted)
        .Select(pair => pair.m.FrozenDice - pair.before).DefaultIfEmpty(0).Min();

    public int BadLabelsRefused => Months.Count(m => m is { BadLabels: true, Promoted: false });
}
