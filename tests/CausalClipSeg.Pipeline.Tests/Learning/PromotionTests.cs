using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Inference;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Promotion;
using CausalClipSeg.Pipeline.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests.Learning;

/// <summary>Who may be put in charge, by whom, and whereto a rollback leads.</summary>
public sealed class PromotionTests : IAsyncLifetime
{
    private readonly SmallHospital _hospital = new(Path.Combine(AppContext.BaseDirectory, "models", "causalclipseg-compact"), ("Promotion:ShadowCases", "1"));
    private ModelRecord _first = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PromotionDesk Desk => _hospital.Services.GetRequiredService<PromotionDesk>();

    private GateVerdicts Gate => _hospital.Services.GetRequiredService<GateVerdicts>();

    public async ValueTask InitializeAsync()
    {
        await _hospital.Migrate();
        _first = (await _hospital.Services.GetRequiredService<Pipeline.Models.ChampionModel>().GetAsync(Cancel)).Record;
    }

    public ValueTask DisposeAsync() => _hospital.DisposeAsync();

    [Fact]
    public async Task A_rollback_goes_back_along_the_reigns_and_never_to_a_model_that_was_rolled_back_from()
    {
        var (b, c) = (await Add("b"), await Add("c"));
        await Promote(b);
        await RollBack();
        (await Champion()).ShouldBe(_first.Version);
        await Promote(c);
        await RollBack();
        (await Champion()).ShouldBe(_first.Version, "b was rolled back from");
        (await Desk.RollbackAsync("again", SmallHospital.Tester, Cancel)).ShouldBe("There is no earlier champion whose weights are still here and that was not rolled back from.");

        var (e, d) = (await Add("e", minutes: 9), await Add("d", minutes: 8));
        await Promote(e);
        await Promote(d);
        await RollBack();
        (await Champion()).ShouldBe("e", "the one before, whichever of the two was trained first");
        (await _hospital.Read(db => db.Reigns.CountAsync(r => r.EndedAt == null))).ShouldBe(1);
    }

    [Fact]
    public async Task The_gate_is_overruled_only_with_a_reason_and_the_record_says_so()
    {
        var model = await Add("refused");
        (await Desk.RejectAsync(model.Id, "Gain: too small.", SmallHospital.Tester, Cancel)).ShouldBeNull();
        var refusal = $"refused was refused: Gain: too small. To put it in charge all the same, overrule the gate and say why: `models promote {model.Id} --override --reason TEXT`.";
        (await Desk.PromoteAsync(model.Id, "The operator promoted it", "I like it", overrule: false, SmallHospital.Tester, Cancel)).ShouldBe(refusal);
        (await Desk.PromoteAsync(model.Id, "The operator promoted it", " ", overrule: true, SmallHospital.Tester, Cancel)).ShouldBe(refusal);
        (await Desk.PromoteAsync(model.Id, "The operator promoted it", "I like it", overrule: true, SmallHospital.Tester, Cancel)).ShouldBeNull();
        (await Model(model)).Reason.ShouldBe("The gate was overruled. The operator promoted it: I like it\nrefused was refused: Gain: too small.");
    }

    [Fact]
    public async Task A_shadow_that_nobody_has_judged_is_judged_at_the_end_and_not_promoted()
    {
        var model = await Shadow("unjudged");
        await EndShadow(model);
        (await Model(model)).ShouldSatisfyAllConditions(m => m.State.ShouldBe(ModelState.Candidate), m => m.Reason.ShouldNotBeNull().ShouldStartWith("Agreed with the champion on live cases"));
        (await _hospital.Read(db => db.ModelEvaluations.SingleAsync())).ShouldSatisfyAllConditions(e => e.CandidateId.ShouldBe(model.Id), e => e.ChampionId.ShouldBe(_first.Id));
        (await Champion()).ShouldBe(_first.Version);
    }

    [Fact]
    public async Task A_shadow_that_has_passed_is_promoted_only_beside_the_champion_it_was_judged_against()
    {
        var (passed, stale) = (await Shadow("passed", judged: true), await Shadow("stale", judged: true));
        await EndShadow(passed);
        (await Model(passed)).ShouldSatisfyAllConditions(
            m => m.State.ShouldBe(ModelState.Champion), m => m.Reason.ShouldBe("Passed the gate: Dice +0.0400 (0.0200 to 0.0600); agreed with the champion on live cases (Dice 1.000)."));
        await EndShadow(stale);
        (await Model(stale)).State.ShouldBe(ModelState.Candidate, "it was judged against the champion before");
        (await _hospital.Read(db => db.ModelEvaluations.SingleAsync(e => e.CandidateId == stale.Id && e.State == EvaluationState.Queued))).ChampionId.ShouldBe(passed.Id);
    }

    [Fact]
    public async Task After_a_rollback_the_gate_puts_nobody_in_charge_until_somebody_has_promoted_by_hand()
    {
        await Promote(await Add("harmful"));
        // As the page's "Roll back to it" does.
        (await Desk.PromoteAsync(_first.Id, "Promoted by a test", null, overrule: false, SmallHospital.Tester, Cancel)).ShouldBeNull();
        (await _hospital.Read(db => db.AuditRecords.CountAsync(a => a.Event == "model-rolled-back"))).ShouldBe(1);
        var held = await Shadow("held", judged: true);

        await EndShadow(held);

        (await Model(held)).ShouldSatisfyAllConditions(m => m.State.ShouldBe(ModelState.Candidate), m => m.Reason.ShouldBe(
            "Passed the gate: Dice +0.0400 (0.0200 to 0.0600); agreed with the champion on live cases (Dice 1.000). It waits for somebody's word, because the champion is in charge by a rollback: "
            + $"`models promote {held.Id}`; from then on promotion goes by itself again."));
        (await Champion()).ShouldBe(_first.Version);
        (await _hospital.Read(db => db.AuditRecords.CountAsync(a => a.Event == "model-held"))).ShouldBe(1);
        (await _hospital.Read(db => CausalClipSeg.Persistence.Champion.HeldAsync(db, Cancel))).ShouldHaveSingleItem().ModelId.ShouldBe(held.Id);
        (await _hospital.Read(db => Pipeline.Operations.Backlog.ReadAsync(db, TimeProvider.System.GetUtcNow(), Cancel))).HeldModels.ShouldBe(1);
        Pipeline.Pages.ModelActions.For(await Model(held), hasPassed: true).Select(action => action.Text).ShouldBe(["Promote", "Shadow", "Judge", "Reject"]);
        (await Desk.PromoteAsync(held.Id, "The operator promoted it", null, overrule: false, SmallHospital.Tester, Cancel)).ShouldBeNull("it has passed");
        (await _hospital.Read(db => CausalClipSeg.Persistence.Champion.HeldAsync(db, Cancel))).ShouldBeEmpty();

        var last = await Add("last");
        await Write(db => db.ModelEvaluations.Add(SecondModel.Passed(last, held)));
        (await Desk.BeginShadowAsync(last.Id, SmallHospital.Tester, Cancel)).ShouldBeNull();
        await EndShadow(last);
        (await Champion()).ShouldBe("last");
    }

    [Fact]
    public async Task A_shadow_that_answers_otherwise_than_the_champion_is_dropped_by_its_mean_agreement()
    {
        var model = await Shadow("other", judged: true);
        await EndShadow(model, 0.9, 0.3, 0.24);
        (await Model(model)).ShouldSatisfyAllConditions(m => m.State.ShouldBe(ModelState.Rejected),
            m => m.Reason.ShouldBe("Shadow: agreed with the champion on live cases with Dice 0.480 only; Promotion:ShadowAgreement asks for 0.500."));
        var answer = ShadowRunner.Compare(model.Id, Guid.NewGuid(), 2, [1, 1, 1, 1, 0, 0], [0, 0, 0, 1, 1, 0], DateTimeOffset.UnixEpoch);
        (answer.ChampionPixels, answer.ShadowPixels, answer.Agreement).ShouldBe((4, 2, 2 / 6.0));
        ShadowRunner.Compare(model.Id, Guid.NewGuid(), 2, [0, 0], [0, 0], DateTimeOffset.UnixEpoch).Agreement.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_reaches_a_model_that_is_in_shadow_already()
    {
        var model = await Shadow("worse");
        var evaluation = new ModelEvaluation { CandidateId = model.Id, ChampionId = _first.Id, RequestedAt = DateTimeOffset.UtcNow };
        evaluation.Finish("evaluations/none", System.Text.Json.JsonSerializer.Serialize(GateTests.Better with { Cases = 3 }, System.Text.Json.JsonSerializerOptions.Web), DateTimeOffset.UtcNow);
        await Write(db => db.ModelEvaluations.Add(evaluation));
        await Gate.DecideAsync(evaluation.Id, Cancel);
        (await Model(model)).ShouldSatisfyAllConditions(m => m.State.ShouldBe(ModelState.Rejected), m => m.Reason.ShouldNotBeNull().ShouldStartWith("Cases: 3 frozen cases"));
        var judged = (await _hospital.Read(db => db.ModelEvaluations.SingleAsync())).SummaryJson!;
        System.Text.Json.JsonSerializer.Deserialize<Pipeline.Evaluation.Comparison>(judged, System.Text.Json.JsonSerializerOptions.Web)!.Policy.ShouldNotBeNull().MinimumCases.ShouldBe(10, "the policy stands beside the verdict");
    }

    private async Task<ModelRecord> Shadow(string version, bool judged = false)
    {
        var model = await Add(version, judged: judged);
        (await Desk.BeginShadowAsync(model.Id, SmallHospital.Tester, Cancel)).ShouldBeNull();
        return await Model(model);
    }

    /// <summary>One live case with an answer for each agreement, one on which the two agree where none is given, and the period's end.</summary>
    private async Task EndShadow(ModelRecord model, params double[] agreements)
    {
        var found = await Case();
        await Write(db => db.ShadowResults.AddRange(agreements.DefaultIfEmpty(1).Select((agreement, i) => new ShadowResult
        {
            ModelId = model.Id, CaseId = found, SegmentNumber = i + 1, ChampionPixels = 5, ShadowPixels = 5, Agreement = agreement, At = TimeProvider.System.GetUtcNow(),
        })));
        await Gate.EndShadowAsync(new ShadowCompleted(model.Id), new MessageIdentity(nameof(ShadowCompleted), Guid.NewGuid()), Cancel);
    }

    private async Task<Guid> Case()
    {
        if (await _hospital.Read(db => db.Cases.Select(c => (Guid?)c.Id).FirstOrDefaultAsync()) is { } known)
            return known;
        var report = Sample.Report();
        var found = Sample.Case(report);
        await Write(db => db.AddRange(Sample.Study(), Sample.Image(), report, found));
        return found.Id;
    }

    private async Task<ModelRecord> Add(string version, int minutes = 1, bool judged = false)
    {
        var model = new ModelRecord { Name = "small", Version = version, WeightsSha256 = _first.WeightsSha256, Path = _first.Path, ParentId = _first.Id, CreatedAt = _first.CreatedAt.AddMinutes(minutes) };
        await Write(db => db.Models.Add(model));
        if (judged)
            await Write(db => db.ModelEvaluations.Add(SecondModel.Passed(model, _first)));
        return model;
    }

    private async Task Promote(ModelRecord model) => (await Desk.PromoteAsync(model.Id, "promoted", "a test", overrule: true, SmallHospital.Tester, Cancel)).ShouldBeNull();

    private async Task RollBack() => (await Desk.RollbackAsync("it harmed", SmallHospital.Tester, Cancel)).ShouldBeNull();

    private Task<string> Champion() => _hospital.Read(db => db.Models.Where(m => m.State == ModelState.Champion).Select(m => m.Version).SingleAsync());

    private Task<ModelRecord> Model(ModelRecord model) => _hospital.Read(db => db.Models.SingleAsync(m => m.Id == model.Id));

    private Task Write(Action<PipelineDbContext> write) => _hospital.Store.InTransactionAsync(db =>
    {
        write(db);
        return Task.CompletedTask;
    }, Cancel);
}
