using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Drift;
using CausalClipSeg.Pipeline.Evaluation;
using CausalClipSeg.Pipeline.Promotion;

namespace CausalClipSeg.Tests.Learning;

/// <summary>The gate is a pure function: figures and policy in, sentences out.</summary>
public sealed class GateTests
{
    internal static readonly Comparison Better = new()
    {
        Cases = 100, Patients = 90, Negatives = 10, Champion = Figures(0.70), Candidate = Figures(0.74),
        DiceGain = new Interval(0.04, 0.02, 0.06), IouGain = new Interval(0.03, 0.01, 0.05),
        Subgroups = [new SubgroupGain("side", "left", 50, 45, 0.7, 0.74, new Interval(0.04, 0.01, 0.07))],
    };

    [Fact]
    public void A_clear_gain_without_a_loss_passes() => PromotionGate.Refusals(Better, new PromotionOptions()).ShouldBeEmpty();

    [Fact]
    public void A_gain_that_may_be_chance_is_refused_by_how_much_it_misses() =>
        PromotionGate.Refusals(Better with { DiceGain = new Interval(0.01, -0.005, 0.025) }, new PromotionOptions { MinimumGain = 0.002 }).ShouldBe(
            ["Gain: the 95 % interval of the gain in Dice is -0.0050 to 0.0250 (mean 0.0100); its lower end must lie above 0.0020 and misses by 0.0070."]);

    [Fact]
    public void The_more_comparisons_were_made_the_surer_the_gain_has_to_be()
    {
        var twelfth = Better with { Looks = 12, DiceGain = new Interval(0.04, 0.015, 0.06) };
        PromotionGate.Refusals(twelfth with { Looks = 1 }, new PromotionOptions()).ShouldBeEmpty();
        PromotionGate.Refusals(twelfth, new PromotionOptions()).ShouldHaveSingleItem().ShouldStartWith("Gain: the 99.936 % interval (comparison 12 on frozen cases of this site) of the gain in Dice is -0.00");
        StudentT.Quantile(0.025, 1).ShouldBe(12.7062, 1e-4);
        StudentT.Quantile(0.025, 10).ShouldBe(2.228139, 1e-6);
        StudentT.Quantile(0.0005, 30).ShouldBe(3.645959, 1e-6);
        StudentT.Quantile(0.00001, 59).ShouldBe(4.6379, 1e-3);
        Enumerable.Range(1, 100_000).Sum(look => AlphaSpending.Tail(look, 0.05)).ShouldBeInRange(0.0499, 0.05, "all of them together");
    }

    [Fact]
    public void Whoever_looks_twelve_times_at_one_frozen_side_seldom_finds_a_gain_that_is_none()
    {
        var random = new Random(5);
        Comparison Look(int number) => Better with
        {
            Looks = number, Patients = 60, Subgroups = [],
            DiceGain = Interval.OfPaired([.. Enumerable.Range(0, 60).Select(i => ($"P{i}", (random.NextDouble() + random.NextDouble() - 1) / 10))]),
        };
        Enumerable.Range(0, 40).Count(_ => Enumerable.Range(1, 12).Any(number => PromotionGate.Refusals(Look(number), new PromotionOptions()).Count == 0))
            .ShouldBeLessThanOrEqualTo(5, "two of forty sites are expected at most; with the 95 % interval each time it were eleven");
    }

    [Fact]
    public void A_candidate_that_learnt_from_what_is_excluded_by_now_does_not_pass() =>
        PromotionGate.Refusals(Better with { ExcludedLabels = 2 }, new PromotionOptions()).ShouldBe(
            ["Excluded labels: it was trained on 2 label(s) that are excluded now; another run leaves them out."]);

    [Theory]
    [InlineData(1, "95")]
    [InlineData(2, "98.3")]
    [InlineData(12, "99.936")]
    [InlineData(300, "99.99989")]
    public void An_interval_is_named_with_as_many_digits_as_tell_it_from_all(int look, string percent) => AlphaSpending.Percent(AlphaSpending.Tail(look, 0.05)).ShouldBe(percent);

    [Fact]
    public void A_locked_list_must_show_no_loss_from_the_first_round_on()
    {
        var list = new ReferenceGain("/lists/locked.jsonl", new string('a', 64), IsChanged: false, 50, 0.7, 0.69, new Interval(-0.01, -0.03, 0.01));
        PromotionGate.Refusals(Better with { Reference = [list] }, new PromotionOptions()).ShouldBe(
            ["Reference: on the 50 cases of /lists/locked.jsonl the 95 % interval of the gain in Dice is -0.0300 to 0.0100 (mean -0.0100); its lower end must lie above -0.0200 and misses by 0.0100."]);
        PromotionGate.Refusals(Better with { Reference = [list] }, new PromotionOptions { ReferenceMargin = 0.05 }).ShouldBeEmpty();
    }

    [Fact]
    public void A_subgroup_that_loses_is_named() =>
        PromotionGate.Refusals(Better with { Subgroups = [new SubgroupGain("device", "Acme DX", 12, 11, 0.8, 0.75, new Interval(-0.05, -0.1, 0))] }, new PromotionOptions()).ShouldBe(
            ["Subgroup: device \"Acme DX\" (12 cases) loses 0.0500 Dice; at most 0.0200 are allowed."]);

    [Fact]
    public void Who_gains_on_most_patients_and_loses_on_those_of_one_sex_or_age_is_refused()
    {
        JudgedCase[] cases = [.. Enumerable.Range(0, 60).Select(i => Judged(i, sex: i % 4 == 0 ? "F" : "M", age: i % 4 == 0 && i < 48 ? "below 18" : "40 to 64", gain: i % 4 == 0 ? -0.04 : 0.1))];

        var compared = Comparison.Of(cases, 1, ("1", new string('a', 64), new Calibration()), ("2", new string('b', 64), new Calibration()));

        compared.Subgroups.Where(s => s.Group is "sex" or "age").Select(s => (s.Group, s.Value, s.Cases)).ShouldBe([("sex", "F", 15), ("sex", "M", 45), ("age", "40 to 64", 48), ("age", "below 18", 12)]);
        PromotionGate.Refusals(compared, new PromotionOptions()).ShouldBe([
            "Subgroup: sex \"F\" (15 cases) loses 0.0400 Dice; at most 0.0200 are allowed.", "Subgroup: age \"below 18\" (12 cases) loses 0.0400 Dice; at most 0.0200 are allowed."]);
    }

    private static JudgedCase Judged(int number, string sex, string age, double gain) => new()
    {
        Image = $"{number}.png", Mask = $"{number}.mask.png", Text = "", Patient = $"{number}", Side = "left", Finding = "pneumonia", Size = "large", Device = "Acme DX", Sex = sex, Age = age,
        Frozen = "new", HasTruth = true, Champion = Answered(0.7), Candidate = Answered(0.7 + gain),
    };

    private static Answer Answered(double dice) => new(dice, dice, 100, Empty: false, WrongSide: false, MaskOnNegative: false);

    [Fact]
    public void A_small_subgroup_is_judged_with_the_other_small_ones_of_its_kind()
    {
        var acme = new SubgroupGain("device", "Acme DX", 9, 9, 0.8, 0.5, new Interval(-0.3, -0.4, 0));
        PromotionGate.Refusals(Better with { Subgroups = [acme] }, new PromotionOptions()).ShouldBeEmpty("nine cases alone show nothing");
        PromotionGate.Refusals(Better with { Subgroups = [acme, acme with { Value = "Old CR", Cases = 3, Gain = new Interval(0.1, 0, 0.2) }] }, new PromotionOptions()).ShouldBe(
            ["Subgroup: device \"Acme DX, Old CR together\" (12 cases) loses 0.2000 Dice; at most 0.0200 are allowed."]);
        PromotionGate.Refusals(Better with { Subgroups = [acme with { Cases = 30, Patients = 4 }] }, new PromotionOptions()).ShouldBeEmpty("thirty pictures of four patients neither");
    }

    [Fact]
    public void New_labels_cannot_carry_a_candidate_that_shows_no_gain_on_the_cases_before_them() =>
        PromotionGate.Refusals(Better with { Subgroups = [new SubgroupGain("frozen", "earlier", 214, 160, 0.6, 0.599, new Interval(-0.001, -0.011, 0.008))] }, new PromotionOptions()).ShouldBe(
            ["Earlier cases: on the 214 frozen cases that the champion itself was judged on, the interval is -0.0110 to 0.0080 (mean -0.0010); its lower end must lie above 0.0000 there too and misses by 0.0110."]);

    [Fact]
    public void Failures_must_not_become_more_frequent() =>
        PromotionGate.Refusals(Better with { Candidate = Figures(0.74) with { Empty = 9, WrongSide = 3, MasksOnNegatives = 2 } }, new PromotionOptions()).ShouldBe(
        [
            "Missed lesions: 9 cases, the champion has 0; the increase of 9 is above the 0 allowed.",
            "Wrong side: 3 cases, the champion has 1; the increase of 2 is above the 0 allowed.",
            "Masks on negatives: 2 cases, the champion has 1; the increase of 1 is above the 0 allowed.",
        ]);

    [Fact]
    public void Too_few_cases_decide_nothing() =>
        PromotionGate.Refusals(Better with { Cases = 19 }, new PromotionOptions()).ShouldBe(
            ["Cases: 19 frozen cases are too few to judge on; Promotion:MinimumCases asks for 20."]);

    [Fact]
    public void Many_cases_of_a_few_patients_decide_nothing_either() =>
        PromotionGate.Refusals(Better with { Patients = 2 }, new PromotionOptions()).ShouldBe(
            ["Patients: the frozen cases are of 2 patients, too few to judge on; Promotion:MinimumPatients asks for 20."]);

    [Fact]
    public void The_interval_holds_the_mean_and_is_the_same_each_time()
    {
        var differences = Enumerable.Range(0, 200).Select(i => ($"P{i % 60}", 0.05 + (((i * 7919) % 101) - 50) / 500.0)).ToList();
        var interval = Interval.OfPaired(differences);
        interval.ShouldBe(Interval.OfPaired(differences));
        interval.Low.ShouldBeLessThan(interval.Mean);
        interval.High.ShouldBeGreaterThan(interval.Mean);
        (interval.High - interval.Low).ShouldBeInRange(0.005, 0.04);
    }

    [Fact]
    public void The_stability_index_is_small_for_the_same_and_large_for_a_shifted_distribution()
    {
        var random = new Random(3);
        double[] Draw(double shift) => [.. Enumerable.Range(0, 500).Select(_ => random.NextDouble() + random.NextDouble() + shift)];
        StabilityIndex.OfNumbers(Draw(0), Draw(0)).ShouldBeLessThan(0.1);
        StabilityIndex.OfNumbers(Draw(0), Draw(0.5)).ShouldBeGreaterThan(0.25);
        StabilityIndex.OfNames(["a", "a", "b", "b"], ["a", "a", "b", "b"]).ShouldBe(0);
    }

    private static ModelFigures Figures(double dice) => new("1", "hash", dice, dice - 0.1, 0, 1, 1, 0.1, []);
}
