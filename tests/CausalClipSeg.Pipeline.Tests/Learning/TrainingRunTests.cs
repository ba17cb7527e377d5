using System.Text.Json;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Datasets;
using CausalClipSeg.Pipeline.Evaluation;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Retraining;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Tests.Learning;

/// <summary>Runs are asked for once, claimed once, and taken over from the dead.</summary>
public sealed class TrainingRunTests(SmallChampion champion, RealServers servers) : IClassFixture<SmallChampion>
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_while_a_run_waits_are_answered_by_that_run()
    {
        await using var hospital = await Hospital();
        var runs = hospital.Services.GetRequiredService<TrainingRuns>();
        var ids = new[] { await runs.RequestAsync("schedule", Cancel), await runs.RequestAsync("drift", Cancel), await runs.RequestAsync("drift", Cancel) };
        ids.Distinct().ShouldHaveSingleItem();
        (await hospital.Read(db => db.TrainingRuns.SingleAsync())).Trigger.ShouldBe("schedule, drift");
    }

    [Fact]
    public async Task Those_who_ask_at_once_on_one_database_get_one_run_and_one_evaluation()
    {
        var database = await (await servers.Postgres()).CreateDatabase("asking");
        (string, string)[] shared = [("Database:Postgres", database), ("Labels:ReaderKey", "a key of these tests alone")];
        await using var one = await Hospital(shared);
        await using var two = await Hospital(shared);
        var first = (await one.Services.GetRequiredService<ChampionModel>().GetAsync(Cancel)).Record;
        SmallHospital[] askers = [one, two, one, two, one, two, one, two];
        var runs = await Task.WhenAll(askers.Select((h, i) => Task.Run(() => h.Services.GetRequiredService<TrainingRuns>().RequestAsync($"asker {i}", Cancel), Cancel)));
        runs.Distinct().ShouldHaveSingleItem();
        var evaluations = await Task.WhenAll(askers.Select(h => Task.Run(() => h.Services.GetRequiredService<Evaluations>().QueueAsync(first.Id, Cancel), Cancel)));
        evaluations.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_device_trains_one_run_at_a_time_and_a_living_trainer_keeps_it()
    {
        await using var hospital = await Hospital();
        var runs = hospital.Services.GetRequiredService<TrainingRuns>();
        await runs.RequestAsync("first", Cancel);
        var (one, two) = (Trainers.NewName(), Trainers.NewName());
        var claimed = await runs.ClaimAsync(one, Lease, null, Cancel);
        claimed.ShouldNotBeNull();
        await runs.RequestAsync("second", Cancel);
        (await runs.ClaimAsync(two, Lease, null, Cancel)).ShouldBeNull();
        (await runs.RenewAsync(claimed.Id, one, Lease, null, null, Cancel)).ShouldBeTrue();
        (await runs.RenewAsync(claimed.Id, two, Lease, null, null, Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_run_of_a_process_that_has_ended_is_taken_over_at_once()
    {
        await using var hospital = await Hospital();
        var runs = hospital.Services.GetRequiredService<TrainingRuns>();
        var id = await runs.RequestAsync("test", Cancel);
        var dead = $"{Trainers.Machine}/{int.MaxValue}/1/x";
        (await runs.ClaimAsync(dead, Lease, null, Cancel)).ShouldNotBeNull();
        var taken = await runs.ClaimAsync(Trainers.NewName(), Lease, null, Cancel);
        (taken?.Id, taken?.Attempts).ShouldBe((id, 2));
        (await runs.RenewAsync(id, dead, Lease, null, null, Cancel)).ShouldBeFalse();
        Trainers.IsGone($"{Environment.MachineName}:pid:[1]/{int.MaxValue}/1/x").ShouldBeFalse("another container of this name: its processes are not seen from here");
        await runs.GiveBackAsync(id, taken!.LeaseOwner!, "It waits: the disk is full.", Cancel);
        (await hospital.Read(db => db.TrainingRuns.SingleAsync())).ShouldSatisfyAllConditions(r => r.Reason.ShouldBe("It waits: the disk is full."), r => r.State.ShouldBe(TrainingState.Running));
        await runs.TakeUpAsync(id, null, Cancel);
        (await hospital.Read(db => db.TrainingRuns.SingleAsync())).Reason.ShouldBeNull();
    }

    [Fact]
    public async Task New_labels_ask_for_a_run_once()
    {
        await using var hospital = await Hospital(("Retraining:NewLabels", "3"));
        var triggers = hospital.Services.GetRequiredService<RetrainingTriggers>();
        await hospital.Import([1, 2]);
        (await triggers.AskAsync(Cancel)).ShouldBeNull();
        await hospital.Import([3]);
        (await triggers.AskAsync(Cancel)).ShouldBe("label-count");
        (await triggers.AskAsync(Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_run_that_failed_does_not_use_up_what_asked_for_it()
    {
        await using var hospital = await Hospital(("Retraining:NewLabels", "3"));
        var runs = hospital.Services.GetRequiredService<TrainingRuns>();
        var clock = new StandingClock { Now = DateTimeOffset.UtcNow };
        using var triggers = ActivatorUtilities.CreateInstance<RetrainingTriggers>(hospital.Services, clock);
        await hospital.Import([1, 2, 3]);
        (await triggers.AskAsync(Cancel)).ShouldBe("label-count");
        await FailWaiting();
        (await triggers.AskAsync(Cancel)).ShouldBeNull("not at once");
        clock.Now += TimeSpan.FromMinutes(61);
        (await triggers.AskAsync(Cancel)).ShouldBe("label-count");
        await FailWaiting();
        clock.Now += TimeSpan.FromMinutes(30);
        (await triggers.AskAsync(Cancel)).ShouldBeNull("the pause grows");

        async Task FailWaiting()
        {
            var waiting = await hospital.Read(db => db.TrainingRuns.Where(r => r.State == TrainingState.Queued).Select(r => r.Id).SingleAsync());
            await runs.FailAsync(waiting, "There is no room on the disk.", Cancel);
        }
    }

    [Fact]
    public async Task An_evaluation_that_failed_is_seen_on_its_candidate_and_may_be_asked_for_again_and_locked_lists_are_judged_on()
    {
        await using var lists = new TemporaryFolder("reference");
        await File.WriteAllTextAsync(lists.File("locked.jsonl"), "{}", Cancel);
        await using var hospital = await Hospital(("Promotion:ReferenceLists:0", lists.File("locked.jsonl")));
        var first = (await hospital.Services.GetRequiredService<ChampionModel>().GetAsync(Cancel)).Record;
        await hospital.Import(Enumerable.Range(0, 30));
        var snapshot = await hospital.Services.GetRequiredService<SnapshotMaker>().MakeAsync(Cancel);
        var candidate = new ModelRecord { Name = "small", Version = "candidate", WeightsSha256 = first.WeightsSha256, Path = first.Path, ParentId = first.Id, CreatedAt = DateTimeOffset.UtcNow };
        await hospital.Store.InTransactionAsync(async db => await db.Models.AddAsync(candidate, Cancel), Cancel);
        var (evaluations, worker) = (hospital.Services.GetRequiredService<Evaluations>(), hospital.Services.GetRequiredService<EvaluationWorker>());
        (await evaluations.RequestAsync(candidate.Id, SmallHospital.Tester, Cancel)).ShouldBeNull();
        await worker.RunNextAsync(null, Cancel);
        var unseen = $"It could not be judged: {lists.File("locked.jsonl")}, line 1: \"image\" is missing. `models evaluate {candidate.Id}` asks again.";
        (await Model()).ShouldSatisfyAllConditions(m => m.State.ShouldBe(ModelState.Candidate), m => m.Reason.ShouldBe(unseen));
        (await hospital.Read(db => db.OutboxMessages.CountAsync(m => m.Type == "EvaluationFailed"))).ShouldBe(1);

        var trained = Enumerable.Range(0, 30).First(n => ManifestLine.Read(hospital.File(snapshot.Path)).Any(l => l.Split == SplitSide.Train && l.Patient == SmallHospital.PatientKey(SmallCase.Of(n).Patient)));
        await hospital.Store.InTransactionAsync(async db =>
        {
            var run = new TrainingRun { Trigger = "test", RequestedAt = DateTimeOffset.UtcNow, SnapshotId = snapshot.Id };
            run.Succeed(candidate.Id, DateTimeOffset.UtcNow);
            await db.TrainingRuns.AddAsync(run, Cancel);
        }, Cancel);
        await hospital.Exclude(trained, "consent taken back");
        await File.WriteAllLinesAsync(lists.File("locked.jsonl"), Enumerable.Range(700, 6).Select(number => SmallCase.Of(number).Write(lists)), Cancel);
        (await evaluations.RequestAsync(candidate.Id, SmallHospital.Tester, Cancel)).ShouldBeNull();
        await worker.RunNextAsync(null, Cancel);
        (await Model()).Reason.ShouldBeNull();
        var judged = await hospital.Read(db => db.ModelEvaluations.SingleAsync(e => e.State == EvaluationState.Finished));
        var figures = JsonSerializer.Deserialize<Comparison>(judged.SummaryJson!, JsonSerializerOptions.Web).ShouldNotBeNull();
        figures.ExcludedLabels.ShouldBe(1);
        figures.Reference.ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => r.Cases.ShouldBe(6), r => r.Gain.ShouldBe(new Interval(0, 0, 0)), r => r.IsChanged.ShouldBeFalse());
        (await File.ReadAllTextAsync(hospital.File($"{judged.ReportFolder}/evaluation.html"), Cancel)).ShouldContain("Locked reference lists");

        var tested = ManifestLine.Read(hospital.File(snapshot.Path)).First(l => l.Split == SplitSide.Test);
        var mask = Path.Combine(hospital.File(snapshot.Path), tested.Mask);
        File.Copy(Path.Combine(hospital.File(snapshot.Path), ManifestLine.Read(hospital.File(snapshot.Path)).First(l => l.MaskSha256 != tested.MaskSha256).Mask), mask, overwrite: true);
        (await evaluations.RequestAsync(candidate.Id, SmallHospital.Tester, Cancel)).ShouldBeNull();
        await worker.RunNextAsync(null, Cancel);
        (await Model()).Reason.ShouldNotBeNull().ShouldStartWith($"It could not be judged: {tested.Mask} is not the file that the snapshot was made of");

        Task<ModelRecord> Model() => hospital.Read(db => db.Models.SingleAsync(m => m.Id == candidate.Id));
    }

    [Fact]
    public async Task A_run_over_too_few_labels_fails_with_the_reason()
    {
        await using var hospital = await Hospital(("Retraining:MinimumLabels", "5"));
        await hospital.Import([1, 2]);
        await hospital.Services.GetRequiredService<TrainingRuns>().RequestAsync("test", Cancel);
        await hospital.Services.GetRequiredService<TrainingWorker>().RunNextAsync(null, null, Cancel);
        var run = await hospital.Read(db => db.TrainingRuns.SingleAsync());
        run.State.ShouldBe(TrainingState.Failed);
        run.Reason.ShouldNotBeNull().ShouldEndWith("Retraining:MinimumLabels asks for 5.");
    }

    [Fact]
    public async Task A_trainer_that_is_stopped_goes_on_from_its_checkpoint_and_ends_with_the_same_weights()
    {
        (string, string)[] settings = [("Retraining:Epochs", "3"), ("Retraining:BatchSize", "8"), ("Retraining:CheckpointEvery", "2")];
        await using var undisturbed = await Hospital(settings);
        await undisturbed.Import(Enumerable.Range(0, 40));
        await Train(undisturbed, stopAtStep: null);
        await using var stopped = await Hospital(settings);
        await stopped.Import(Enumerable.Range(0, 40));
        await Train(stopped, stopAtStep: 5);
        await Train(stopped, stopAtStep: 8);
        await Train(stopped, stopAtStep: null);

        var run = await stopped.Read(db => db.TrainingRuns.SingleAsync());
        (run.State, run.Attempts).ShouldBe((TrainingState.Succeeded, 3));
        (await Candidate(stopped)).WeightsSha256.ShouldBe((await Candidate(undisturbed)).WeightsSha256);
    }

    [Fact]
    public async Task A_trainer_that_is_stopped_while_it_renews_its_claim_gives_the_run_back_with_its_checkpoint()
    {
        await using var hospital = await Hospital(("Retraining:Epochs", "50"), ("Retraining:BatchSize", "8"), ("Retraining:LeaseSeconds", "3"));
        await hospital.Import(Enumerable.Range(0, 40));
        await hospital.Services.GetRequiredService<TrainingRuns>().RequestAsync("test", Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        await Should.ThrowAsync<OperationCanceledException>(
            () => hospital.Services.GetRequiredService<TrainingWorker>().RunNextAsync(null, new WhileItRenews(hospital.Store, stop), stop.Token));

        Cancel.IsCancellationRequested.ShouldBeFalse();
        var run = await hospital.Read(db => db.TrainingRuns.SingleAsync());
        (run.State, run.LeaseOwner).ShouldBe((TrainingState.Running, null));
        File.Exists(hospital.File($"runs/{run.Id:n}/bundle/checkpoint.safetensors")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_run_whose_settings_were_changed_while_it_was_stopped_begins_anew()
    {
        await using var hospital = await Hospital(("Retraining:Epochs", "2"), ("Retraining:BatchSize", "8"), ("Retraining:CheckpointEvery", "2"));
        await hospital.Import(Enumerable.Range(0, 40));
        await Train(hospital, stopAtStep: 3);
        hospital.Services.GetRequiredService<IOptions<RetrainingOptions>>().Value.BatchSize = 4;
        await Train(hospital, stopAtStep: null);

        (await hospital.Read(db => db.TrainingRuns.SingleAsync())).State.ShouldBe(TrainingState.Succeeded);
        (await Candidate(hospital)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_run_whose_plan_was_damaged_fails_with_a_sentence_and_the_worker_goes_on()
    {
        await using var hospital = await Hospital(("Retraining:MinimumLabels", "5"));
        var id = await hospital.Services.GetRequiredService<TrainingRuns>().RequestAsync("test", Cancel);
        var plan = hospital.File($"runs/{id:n}/plan.json");
        Directory.CreateDirectory(Path.GetDirectoryName(plan)!);
        await File.WriteAllTextAsync(plan, "", Cancel);
        await hospital.Services.GetRequiredService<TrainingWorker>().RunNextAsync(null, null, Cancel);
        (await hospital.Read(db => db.TrainingRuns.SingleAsync())).ShouldSatisfyAllConditions(
            run => run.State.ShouldBe(TrainingState.Failed), run => run.Reason.ShouldNotBeNull().ShouldStartWith($"{plan} is damaged"), run => run.Reason.ShouldNotBeNull().ShouldEndWith("Ask for another run."));
    }

    [Fact]
    public async Task A_run_that_ended_ten_trainers_without_a_new_checkpoint_is_failed_and_an_evaluation_likewise()
    {
        await using var hospital = await Hospital();
        var runs = hospital.Services.GetRequiredService<TrainingRuns>();
        var id = await runs.RequestAsync("test", Cancel);
        var checkpoint = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        (await runs.TakeUpAsync(id, null, Cancel)).ShouldBe(1);
        (await runs.TakeUpAsync(id, null, Cancel)).ShouldBe(2);
        (await runs.TakeUpAsync(id, checkpoint, Cancel)).ShouldBe(1, "it came on");
        for (var attempt = 1; attempt <= 10; attempt++)
            (await runs.TakeUpAsync(id, null, Cancel)).ShouldBe(attempt);
        await hospital.Services.GetRequiredService<TrainingWorker>().RunNextAsync(null, null, Cancel);
        (await hospital.Read(db => db.TrainingRuns.SingleAsync())).Reason.ShouldNotBeNull().ShouldStartWith("It was begun 10 times in succession and ended its trainer each time");

        var first = (await hospital.Services.GetRequiredService<ChampionModel>().GetAsync(Cancel)).Record;
        var evaluations = hospital.Services.GetRequiredService<Evaluations>();
        var asked = await evaluations.QueueAsync(first.Id, Cancel);
        for (var attempt = 0; attempt < 10; attempt++)
            (await evaluations.ClaimAsync($"{Trainers.Machine}/{int.MaxValue}/1/{attempt}", Lease, null, Cancel)).ShouldNotBeNull();
        await hospital.Services.GetRequiredService<EvaluationWorker>().RunNextAsync(asked, Cancel);
        (await hospital.Read(db => db.ModelEvaluations.SingleAsync())).Reason.ShouldNotBeNull().ShouldStartWith("It was begun 10 times and ended its trainer each time.");
    }

    private static Task<ModelRecord> Candidate(SmallHospital hospital) => hospital.Read(db => db.Models.SingleAsync(m => m.State == ModelState.Candidate));

    /// <summary>One process's turn: it ends with the run, or is stopped at a step.</summary>
    private static async Task Train(SmallHospital hospital, int? stopAtStep)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var (runs, worker) = (hospital.Services.GetRequiredService<TrainingRuns>(), hospital.Services.GetRequiredService<TrainingWorker>());
        if (!await hospital.Read(db => db.TrainingRuns.AnyAsync()))
            await runs.RequestAsync("test", Cancel);
        else
            await hospital.Store.InTransactionAsync(async db => (await db.TrainingRuns.SingleAsync()).Release(), Cancel);
        try
        {
            await worker.RunNextAsync(null, new AtStep(stopAtStep ?? int.MaxValue, stop), stop.Token);
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            stopAtStep.ShouldNotBeNull();
        }
    }

    private async Task<SmallHospital> Hospital(params (string, string)[] settings)
    {
        var hospital = new SmallHospital(champion.Bundle, settings);
        await hospital.Migrate();
        return hospital;
    }

    /// <summary>Stops the trainer while its claim's renewal, every second, waits behind another writer.</summary>
    private sealed class WhileItRenews(PipelineStore store, CancellationTokenSource stop) : IProgress<Model.TrainingProgress>
    {
        public void Report(Model.TrainingProgress value)
        {
            if (stop.IsCancellationRequested)
                return;
            using var goOn = new ManualResetEventSlim();
            var begun = new TaskCompletionSource();
            var writing = Task.Run(() => store.InTransactionAsync(
                _ =>
                {
                    begun.TrySetResult();
                    goOn.Wait(Cancel);
                    return Task.CompletedTask;
                }, Cancel));
            begun.Task.Wait(Cancel);
            Thread.Sleep(TimeSpan.FromSeconds(3));
            stop.Cancel();
            goOn.Set();
            writing.Wait(Cancel);
        }
    }

    private sealed class AtStep(int step, CancellationTokenSource stop) : IProgress<Model.TrainingProgress>
    {
        public void Report(Model.TrainingProgress value)
        {
            if (value.Step >= step)
                stop.Cancel();
        }
    }
}
