using System.CommandLine;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Hosting;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Operator verbs over cases: list, show, retry, withdraw.</summary>
internal static class CasesCommand
{
    private const int PageSize = 50;

    public static Command Create() => new("cases", "Lists, shows, retries and withdraws cases.") { List(), Show(), Retry(), Withdraw() };

    private static Command List()
    {
        var state = new Option<CaseState?>("--state") { Description = "Only cases in this state." };
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command("list", "The newest cases first.") { state, json, settings };
        command.SetAction(async (parsed, cancellation) =>
        {
            var only = parsed.GetValue(state);
            var cases = await ReadAsync(Settings.Parse(parsed.GetValue(settings)), db => db.Cases
                .Where(c => only == null || c.State == only).OrderByDescending(c => c.UpdatedAt).Take(PageSize)
                .Select(c => new { c.Id, c.State, c.Reason, c.SopInstanceUid, c.Revision, c.ReferringText, c.SegSopInstanceUid, c.UpdatedAt })
                .ToListAsync(cancellation), cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Output.WriteJson(cases);
            else
                foreach (var c in cases)
                    Console.Out.WriteLine($"{c.Id}  {c.State,-12}  {c.UpdatedAt:u}  {c.Reason}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<Guid>("case");
        var settings = CommonOptions.Settings();
        var command = new Command("show", "Everything that is known of a case, as JSON.") { id, settings };
        command.SetAction(async (parsed, cancellation) =>
        {
            var caseId = parsed.GetValue(id);
            var shown = await ReadAsync(Settings.Parse(parsed.GetValue(settings)), async db =>
            {
                var found = await FindAsync(db, caseId, cancellation).ConfigureAwait(false);
                return new
                {
                    Case = new { found.Id, found.State, found.Reason, found.SopInstanceUid, found.ReportKey, found.Revision, found.ReferringText, found.ModelName, found.ModelVersion, found.WeightsSha256, found.SegSopInstanceUid, found.PredecessorSegSopInstanceUid, found.CreatedAt, found.SegmentedAt, found.DeliveredAt },
                    Segments = await db.Segments.Where(s => s.CaseId == caseId).OrderBy(s => s.Number)
                        .Select(s => new { s.Number, s.FindingId, s.Side, s.Zones, s.Sentence, s.ReferringText, s.Pixels, s.MeanProbability }).ToListAsync(cancellation).ConfigureAwait(false),
                    History = await db.CaseEvents.Where(e => e.CaseId == caseId).OrderBy(e => e.Id).Select(e => new { e.At, e.To, e.Cause }).ToListAsync(cancellation).ConfigureAwait(false),
                    Deliveries = await db.DeliveryAttempts.Where(a => a.CaseId == caseId).OrderBy(a => a.Id)
                        .Select(a => new { a.At, a.Destination, a.Succeeded, a.StatusCode, a.Message, a.Milliseconds }).ToListAsync(cancellation).ConfigureAwait(false),
                };
            }, cancellation).ConfigureAwait(false);
            Output.WriteJson(shown);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Retry() => Change("retry", "Runs a parked or failed case again.", (db, found, now) =>
    {
        var state = found.SegmentedAt is null ? CaseState.Ready : CaseState.Delivering;
        Move(found, state, "An operator asked for it.", now);
        if (state == CaseState.Ready)
            db.Enqueue(new SegmentationRequested(found.Id), found.Id.ToString(), now);
        else
            db.Enqueue(new SegmentationCreated(found.Id), found.Id.ToString(), now);
    });

    private static Command Withdraw() => Change("withdraw", "Takes a result back.", (db, found, now) =>
    {
        const string Reason = "An operator withdrew it.";
        if (found is { State: CaseState.Delivered, SegSopInstanceUid: { } uid })
            db.Enqueue(new SegmentationWithdrawn(found.Id, uid, Reason), found.Id.ToString(), now);
        Move(found, CaseState.Withdrawn, Reason, now);
    });

    private static Command Change(string name, string description, Action<PipelineDbContext, SegmentationCase, DateTimeOffset> change)
    {
        var id = new Argument<Guid>("case");
        var settings = CommonOptions.Settings();
        var command = new Command(name, description) { id, settings };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = PipelineHost.Build(PipelineRoles.None, Settings.Parse(parsed.GetValue(settings)));
            var clock = host.Services.GetRequiredService<TimeProvider>();
            await host.Services.GetRequiredService<PipelineStore>().InTransactionAsync(async db =>
                change(db, await FindAsync(db, parsed.GetValue(id), cancellation).ConfigureAwait(false), clock.GetUtcNow()), cancellation).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Move(SegmentationCase found, CaseState state, string cause, DateTimeOffset now)
    {
        if (!found.CanMoveTo(state))
            throw new RefusedException($"Case {found.Id} is {found.State} ({found.Reason}) and cannot become {state}.");
        found.MoveTo(state, cause, now);
    }

    private static async Task<SegmentationCase> FindAsync(PipelineDbContext db, Guid id, CancellationToken cancellation) =>
        await db.Cases.SingleOrDefaultAsync(c => c.Id == id, cancellation).ConfigureAwait(false)
        ?? throw new RefusedException($"There is no case {id}; `cases list` shows those there are.");

    private static async Task<T> ReadAsync<T>(IReadOnlyDictionary<string, string?> settings, Func<PipelineDbContext, Task<T>> query, CancellationToken cancellation)
    {
        await using var host = PipelineHost.Build(PipelineRoles.None, settings);
        return await host.Services.GetRequiredService<PipelineStore>().ReadAsync(query, cancellation).ConfigureAwait(false);
    }
}
