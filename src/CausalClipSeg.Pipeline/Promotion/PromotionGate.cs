using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Evaluation;

namespace CausalClipSeg.Pipeline.Promotion;

/// <summary>
/// The gate: a pure function of a comparison and the stated policy. A candidate passes when it is shown to be better on patients it has never seen, no subgroup
/// loses, and no failure becomes more frequent. The gain must show on the cases that the champion was judged on as well: new labels that have turned bad judge
/// in favour of whoever learnt from them; and no list that the site has locked may show a loss. The more comparisons were made before, the surer the gain has to be
/// (<see cref="AlphaSpending"/>).
/// </summary>
public static class PromotionGate
{
    /// <returns>Which rules the candidate does not meet and by how much; empty when it passes.</returns>
    public static IReadOnlyList<string> Refusals(Comparison comparison, PromotionOptions policy)
    {
        var refusals = new List<string>();
        if (comparison.Cases < policy.MinimumCases)
            refusals.Add($"Cases: {comparison.Cases} frozen cases are too few to judge on; Promotion:MinimumCases asks for {policy.MinimumCases}.");
        if (comparison.Patients < policy.MinimumPatients)
            refusals.Add($"Patients: the frozen cases are of {comparison.Patients} patients, too few to judge on; Promotion:MinimumPatients asks for {policy.MinimumPatients}.");
        if (comparison.ExcludedLabels > 0)
            refusals.Add($"Excluded labels: it was trained on {comparison.ExcludedLabels} label(s) that are excluded now; another run leaves them out.");
        var (gain, asked) = (Gain(comparison, policy), Asked(comparison, policy));
        if (!(gain.Low > policy.MinimumGain))
            refusals.Add(FormattableString.Invariant(
                $"Gain: the {asked} of the gain in Dice is {gain.Low:0.0000} to {gain.High:0.0000} (mean {gain.Mean:0.0000}); its lower end must lie above {policy.MinimumGain:0.0000} and misses by {policy.MinimumGain - gain.Low:0.0000}."));
        if (comparison.Earlier is { } earlier && IsJudged(earlier, policy) && earlier.Gain.ForTail(Tail(comparison, policy), earlier.Patients) is var before && !(before.Low > policy.MinimumGain))
            refusals.Add(FormattableString.Invariant(
                $"Earlier cases: on the {earlier.Cases} frozen cases that the champion itself was judged on, the interval is {before.Low:0.0000} to {before.High:0.0000} (mean {before.Mean:0.0000}); its lower end must lie above {policy.MinimumGain:0.0000} there too and misses by {policy.MinimumGain - before.Low:0.0000}."));
        refusals.AddRange(comparison.Reference.Where(r => !(r.Gain.Low > -policy.ReferenceMargin)).Select(r => FormattableString.Invariant(
            $"Reference: on the {r.Cases} cases of {r.List} the 95 % interval of the gain in Dice is {r.Gain.Low:0.0000} to {r.Gain.High:0.0000} (mean {r.Gain.Mean:0.0000}); its lower end must lie above {-policy.ReferenceMargin:0.0000} and misses by {-policy.ReferenceMargin - r.Gain.Low:0.0000}.")));
        refusals.AddRange(JudgedTogether(comparison, policy).Where(s => s.Gain.Mean < -policy.SubgroupMargin).Select(s => FormattableString.Invariant(
            $"Subgroup: {s.Group} \"{s.Value}\" ({s.Cases} cases) loses {-s.Gain.Mean:0.0000} Dice; at most {policy.SubgroupMargin:0.0000} are allowed.")));
        Failure(refusals, "Missed lesions", comparison.Champion.Empty, comparison.Candidate.Empty, policy);
        Failure(refusals, "Wrong side", comparison.Champion.WrongSide, comparison.Candidate.WrongSide, policy);
        Failure(refusals, "Masks on negatives", comparison.Champion.MasksOnNegatives, comparison.Candidate.MasksOnNegatives, policy);
        return refusals;
    }

    /// <summary>The interval of the gain that is asked for at this comparison.</summary>
    public static Interval Gain(Comparison comparison, PromotionOptions policy) => comparison.DiceGain.ForTail(Tail(comparison, policy), comparison.Patients);

    /// <summary>Which interval that is: "95 % interval" at the first comparison.</summary>
    public static string Asked(Comparison comparison, PromotionOptions policy) =>
        $"{AlphaSpending.Percent(Math.Min(0.025, Tail(comparison, policy)))} % interval{(comparison.Looks > 1 ? $" (comparison {comparison.Looks} on frozen cases of this site)" : "")}";

    private static double Tail(Comparison comparison, PromotionOptions policy) => AlphaSpending.Tail(comparison.Looks, policy.FalsePromotionRate);

    private static bool IsJudged(SubgroupGain subgroup, PromotionOptions policy) => subgroup.Cases >= policy.SubgroupCases && subgroup.Patients >= policy.SubgroupPatients;

    /// <summary>The subgroups that are large enough, and those of one kind that are not, taken together: a small one is judged with its like.</summary>
    private static IEnumerable<SubgroupGain> JudgedTogether(Comparison comparison, PromotionOptions policy)
    {
        var (large, small) = (comparison.Subgroups.Where(s => IsJudged(s, policy)), comparison.Subgroups.Where(s => !IsJudged(s, policy) && s.Group != Comparison.FrozenGroup));
        return large.Concat(small.GroupBy(s => s.Group).Where(kind => kind.Skip(1).Any()).Select(Together).Where(s => IsJudged(s, policy)));
    }

    private static SubgroupGain Together(IGrouping<string, SubgroupGain> kind)
    {
        var cases = kind.Sum(s => s.Cases);
        double Mean(Func<SubgroupGain, double> of) => kind.Sum(s => of(s) * s.Cases) / cases;
        return new SubgroupGain(
            kind.Key, $"{string.Join(", ", kind.Select(s => s.Value))} together", cases, kind.Sum(s => s.Patients), Mean(s => s.ChampionDice), Mean(s => s.CandidateDice),
            new Interval(Mean(s => s.Gain.Mean), kind.Min(s => s.Gain.Low), kind.Max(s => s.Gain.High)));
    }

    private static void Failure(List<string> refusals, string rule, int champion, int candidate, PromotionOptions policy)
    {
        if (candidate > champion + policy.FailureTolerance)
            refusals.Add($"{rule}: {candidate} cases, the champion has {champion}; the increase of {candidate - champion} is above the {policy.FailureTolerance} allowed.");
    }
}
