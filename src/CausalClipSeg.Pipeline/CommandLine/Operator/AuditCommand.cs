using System.CommandLine;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Verbs over the audit trail: <c>check</c> its chain, <c>list</c> its events.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "The audit trail: who looked, who reviewed, who promoted, what was sent where.") { Check(), List() };

    private static Command Check()
    {
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command("check", "Goes along the chain of hashes; exit code 1 with the first row that does not fit.") { json, settings };
        command.SetAction((parsed, cancellation) => OperatorVerb.WithAsync<AuditChain>(parsed.GetValue(settings), async chain =>
        {
            var check = await chain.CheckAsync(null, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Output.WriteJson(new { intact = check.Problem is null, rows = check.Last, hash = check.Hash, problem = check.Problem });
            Output.Say(check.Problem ?? $"The chain holds: {check.Last} rows, the last with hash {check.Hash}.");
            return check.Problem is null ? ExitCode.Done : ExitCode.Refused;
        }));
        return command;
    }

    private static Command List()
    {
        var only = new Option<string?>("--event") { Description = "Only this event, such as case-viewed or instances-transferred." };
        var actor = new Option<string?>("--actor") { Description = "Only what this one did." };
        var since = new Option<DateTimeOffset?>("--since") { Description = "Only from this moment on." };
        var limit = new Option<int>("--limit") { Description = "How many, the newest first.", DefaultValueFactory = _ => 100 };
        CommonOptions.Within(limit, 1, int.MaxValue);
        var messages = new Option<bool>("--messages") { Description = "The whole DICOM audit messages." };
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command("list", "Events of the trail, the newest first.") { only, actor, since, limit, messages, json, settings };
        command.SetAction((parsed, cancellation) => OperatorVerb.WithAsync<PipelineStore>(parsed.GetValue(settings), async store =>
        {
            var (name, who, from) = (parsed.GetValue(only), parsed.GetValue(actor), parsed.GetValue(since));
            var rows = await store.ReadAsync(db => db.AuditRecords
                .Where(a => name == null || a.Event == name).Where(a => who == null || a.Actor == who).Where(a => from == null || a.At >= from)
                .OrderByDescending(a => a.Sequence).Take(parsed.GetValue(limit)).ToListAsync(cancellation), cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Output.WriteJson(rows.Select(a => new { a.Sequence, a.At, a.Event, a.Actor, a.Succeeded, a.Hash, Message = parsed.GetValue(messages) ? a.Message : null }));
            else
                foreach (var row in rows)
                    Console.Out.WriteLine($"{row.Sequence,8}  {row.At:u}  {row.Event,-22}  {(row.Succeeded ? "ok    " : "failed")}  {row.Actor}{(parsed.GetValue(messages) ? $"\n{row.Message}" : "")}");
            return ExitCode.Done;
        }));
        return command;
    }
}
