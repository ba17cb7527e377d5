using System.Text.Json.Serialization;
using CausalClipSeg.Pipeline.Configuration;

namespace CausalClipSeg.Pipeline.Evaluation;

/// <summary>One model's figures over all frozen cases.</summary>
public sealed record ModelFigures(
    string Version, string WeightsSha256, double Dice, double Iou, int Empty, int WrongSide, int MasksOnNegatives, double CalibrationError, IReadOnlyList<double[]> CalibrationCurve);

/// <summary>Candidate minus champion within one subgroup.</summary>
public sealed record SubgroupGain(string Group, string Value, int Cases, int Patients, double ChampionDice, double CandidateDice, Interval Gain);

/// <summary>Candidate minus champion on a list that the site has locked.</summary>
/// <param name="IsChanged">The list was another one at the comparison before.</param>
public sealed record ReferenceGain(string List, string Sha256, bool IsChanged, int Cases, double ChampionDice, double CandidateDice, Interval Gain);

/// <summary>Candidate and champion on the same frozen cases: what the gate decides on.</summary>
public sealed record Comparison
{
    public const string FrozenGroup = "frozen";

    public required int Cases { get; init; }
    public required int Patients { get; init; }
    public required int Negatives { get; init; }

    /// <summary>How many comparisons were made on these frozen cases so far, this one included: whoever looks often finds a gain by chance.</summary>
    public int Looks { get; init; } = 1;

    /// <summary>Chance of error in one tail of the interval that the gate asks for at this comparison, as the policy stood when it was made (Promotion:FalsePromotionRate).</summary>
    public double Tail { get; init; } = 0.025;

    /// <summary>Labels on which the candidate was trained and that are excluded now.</summary>
    public int ExcludedLabels { get; init; }

    /// <summary>The policy by which the gate decided; null before it has.</summary>
    public PromotionOptions? Policy { get; init; }

    /// <summary>On the lists that the site has locked.</summary>
    public IReadOnlyList<ReferenceGain> Reference { get; init; } = [];
    public required ModelFigures Champion { get; init; }
    public required ModelFigures Candidate { get; init; }
    public required Interval DiceGain { get; init; }
    public required Interval IouGain { get; init; }
    public required IReadOnlyList<SubgroupGain> Subgroups { get; init; }

    /// <summary>The frozen cases that the champion itself was judged on; null where it was judged on none.</summary>
    [JsonIgnore]
    public SubgroupGain? Earlier => Subgroups.FirstOrDefault(s => s is { Group: FrozenGroup, Value: JudgedCase.Earlier });

    public static Comparison Of(
        IReadOnlyList<JudgedCase> cases, int looks, (string Version, string Hash, Calibration Calibration) champion, (string Version, string Hash, Calibration Calibration) candidate)
    {
        var truths = cases.Where(c => c.HasTruth).ToList();
        return new Comparison
        {
            Cases = truths.Count,
            Looks = looks,
            Patients = truths.Select(c => c.Patient).Distinct().Count(),
            Negatives = truths.Count(c => c.Size == "none"),
            Champion = Figures(cases, c => c.Champion, champion),
            Candidate = Figures(cases, c => c.Candidate, candidate),
            DiceGain = Interval.OfPaired([.. truths.Select(c => (c.Patient, c.Gain))]),
            IouGain = Interval.OfPaired([.. truths.Select(c => (c.Patient, c.Candidate.Iou - c.Champion.Iou))]),
            Subgroups =
            [
                .. By("side", truths, c => c.Side), .. By("finding", truths, c => c.Finding), .. By("lesion size", truths, c => c.Size), .. By("device", truths, c => c.Device),
                .. By("sex", truths, c => c.Sex), .. By("age", truths, c => c.Age), .. By(FrozenGroup, truths, c => c.Frozen),
            ],
        };
    }

    private static ModelFigures Figures(IReadOnlyList<JudgedCase> cases, Func<JudgedCase, Answer> of, (string Version, string Hash, Calibration Calibration) model)
    {
        var answers = cases.Where(c => c.HasTruth).Select(of).ToList();
        return new ModelFigures(
            model.Version, model.Hash, answers.Count == 0 ? 0 : answers.Average(a => a.Dice), answers.Count == 0 ? 0 : answers.Average(a => a.Iou),
            answers.Count(a => a.Empty), cases.Count(c => of(c).WrongSide), answers.Count(a => a.MaskOnNegative), model.Calibration.Error, model.Calibration.Curve);
    }

    private static IEnumerable<SubgroupGain> By(string group, IReadOnlyList<JudgedCase> cases, Func<JudgedCase, string> value) =>
        cases.GroupBy(value).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new SubgroupGain(
            group, g.Key, g.Count(), g.Select(c => c.Patient).Distinct().Count(), g.Average(c => c.Champion.Dice), g.Average(c => c.Candidate.Dice), Interval.OfPaired([.. g.Select(c => (c.Patient, c.Gain))])));
}
