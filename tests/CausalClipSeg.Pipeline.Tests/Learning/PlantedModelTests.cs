using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Tests.Learning;

/// <summary>Real trainings at small size: what is better is promoted, what is worse is refused, however it became worse.</summary>
public sealed class PlantedModelTests(SmallChampion champion, ITestOutputHelper output) : IClassFixture<SmallChampion>
{
    private static readonly (string, string)[] Training =
        [("Retraining:Epochs", "20"), ("Retraining:BatchSize", "16"), ("Retraining:LearningRate", "0.003")];

    /// <summary>What took long to learn is soon unlearnt.</summary>
    private static readonly (string, string)[] Unlearning = [.. Training[1..], ("Retraining:Epochs", "8")];

    [Fact]
    public async Task A_model_that_learnt_from_true_labels_is_promoted()
    {
        await using var hospital = new SmallHospital(champion.Bundle, Training);
        var candidate = await Retrain(hospital, Enumerable.Range(0, 200));
        candidate.State.ShouldBe(ModelState.Champion, candidate.Reason);
        (await hospital.Read(db => db.Models.CountAsync(m => m.State == ModelState.Retired))).ShouldBe(1);
    }

    [Fact]
    public async Task A_model_that_learnt_from_shuffled_sentences_is_refused()
    {
        await using var hospital = new SmallHospital(champion.Seasoned, Unlearning);
        var candidate = await Retrain(hospital, Enumerable.Range(0, 200), spec => spec with { Text = SmallCase.Of(spec.Number + 77_777).Text });
        candidate.State.ShouldBe(ModelState.Rejected);
        candidate.Reason!.ShouldContain("Gain: the 95 % interval of the gain in Dice is");
    }

    [Fact]
    public async Task A_model_that_learnt_from_flipped_sides_is_refused_for_its_wrong_sides()
    {
        await using var hospital = new SmallHospital(champion.Seasoned, Unlearning);
        var candidate = await Retrain(hospital, Enumerable.Range(0, 200), spec => spec with { Text = SmallHospital.Sentence(!spec.Left, spec.Zone) });
        candidate.State.ShouldBe(ModelState.Rejected);
        candidate.Reason!.ShouldContain("Wrong side:");
    }

    [Fact]
    public async Task An_overfitted_model_is_refused()
    {
        await using var hospital = new SmallHospital(champion.Seasoned, [.. Training[1..], ("Retraining:Epochs", "60")]);
        var trained = Enumerable.Range(0, 200).Where(number => !SmallHospital.IsTest(SmallCase.Of(number).Patient)).Take(3);
        var judged = Enumerable.Range(0, 200).Where(number => SmallHospital.IsTest(SmallCase.Of(number).Patient));
        var candidate = await Retrain(hospital, [.. trained, .. judged]);
        candidate.State.ShouldBe(ModelState.Rejected);
        candidate.Reason!.ShouldContain("its lower end must lie above 0.0000 and misses by");
    }

    private async Task<ModelRecord> Retrain(SmallHospital hospital, IEnumerable<int> patients, Func<SmallCase, SmallCase>? corrupt = null)
    {
        await hospital.Migrate();
        await hospital.Import(patients, corrupt);
        var candidate = await hospital.Retrain();
        output.WriteLine($"{candidate.State}: {candidate.Reason}\n{await hospital.Read(db => db.ModelEvaluations.Select(e => e.SummaryJson).SingleAsync())}");
        return candidate;
    }
}
