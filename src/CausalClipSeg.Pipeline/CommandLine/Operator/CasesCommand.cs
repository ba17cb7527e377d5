using System.CommandLine;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Operations;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Operator verbs over cases: list, show, waiting, retry, drop, withdraw.</summary>
internal static class CasesCommand
{
    private const int PageSize = 50;

    public static Command Create() => new("cases", "Lists, shows, retries, drops and withdraws cases.")
    {
        List(), Show(), Waiting(),
        OperatorVerb.OneOrByReason<CaseDesk>("retry", "Runs a parked or failed case again, or all whose reason contains a text.", "case",
            (desk, id, cancellation) => desk.RetryAsync(id, OperatorVerb.Operator, cancellation), (desk, reason, cancellation) => desk.RetryByReasonAsync(reason, OperatorVerb.Operator, cancellation)),
        OperatorVerb.OneOrByReason<CaseDesk>("drop", "Ends a parked or failed case without a result; it stays on record.", "case",
            (desk, id, cancellation) => desk.DropAsync(id, OperatorVerb.Operator, cancellation), (desk, reason, cancellation) => desk.DropByReasonAsync(reason, OperatorVerb.Operator, cancellation)),
        OperatorVerb.One<CaseDesk>("withdraw", "Takes a result back.", "case", (desk, id, cancellation) => desk.WithdrawAsync(id, OperatorVerb.Operator, cancellation)),
    };

    private static Command List()
    {
        var state = new Option<CaseState?>("--state") { Description = "Only cases in this state." };
        var reason = new Option<string?>("--reason") { Description = "Only cases whose reason contains this." };
        var review = new Option<ReviewFilter?>("--review") { Description = "Only stored results that are open (a segment has no reader's word yet), reviewed (a reader has said something), or rejected (a reader called a segment wrong)." };
        var before = new Option<CasePlace?>("--before")
        {
            Description = "Only cases that changed before this: the time of the last one of the page before, with a slash and its id.",
            CustomParser = given =>
            {
                if (CasePlace.TryParse(given.Tokens[0].Value, null, out var place))
                    return place;
                given.AddError($"--before '{given.Tokens[0].Value}' is neither a moment (2026-11-27T10:15:00Z) nor one with a slash and the id of a case.");
                return null;
            },
        };
        var limit = new Option<int>("--limit") { Description = $"How many, 1 to {CaseQueries.Most}.", DefaultValueFactory = _ => PageSize };
        CommonOptions.Within(limit, 1, CaseQueries.Most);
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command("list", "The cases that changed last come first.") { state, reason, review, before, limit, json, settings };
        command.SetAction((parsed, cancellation) => OperatorVerb.WithAsync<CaseQueries>(parsed.GetValue(settings), async queries =>
        {
            var wanted = new CaseListing(parsed.GetValue(limit)) { State = parsed.GetValue(state), Reason = parsed.GetValue(reason), Review = parsed.GetValue(review), Before = parsed.GetValue(before) };
            var cases = await queries.ListAsync(wanted, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Output.WriteJson(cases);
            else
                foreach (var c in cases)
                    Console.Out.WriteLine($"{c.Id}  {c.State,-12}  {c.UpdatedAt:u}  {(c.State == CaseState.Delivered && c.Review is { IsRejected: true } ? "[rejected by a reader] " : "")}{c.Reason}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<Guid>("case");
        var settings = CommonOptions.Settings();
        var command = new Command("show", "Everything that is known of a case, as JSON.") { id, CommonOptions.Json(), settings };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = OperatorVerb.Open(parsed.GetValue(settings));
            var caseId = parsed.GetValue(id);
            var shown = await host.Services.GetRequiredService<CaseQueries>().ShowAsync(caseId, words: true, cancellation).ConfigureAwait(false)
                ?? throw new RefusedException($"There is no case {caseId}; `cases list` shows those there are.");
            await host.Services.GetRequiredService<CaseViews>().RecordAsync(caseId, OperatorVerb.Operator, CaseViewing.Page, cancellation).ConfigureAwait(false);
            Output.WriteJson(shown);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Waiting()
    {
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command("waiting", "Reports that wait for images, and images that wait for a report.") { json, settings };
        command.SetAction((parsed, cancellation) => OperatorVerb.WithAsync<CaseQueries>(parsed.GetValue(settings), async queries =>
        {
            var waiting = await queries.WaitingAsync(PageSize, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Output.WriteJson(waiting);
            else
                foreach (var half in waiting.Reports.Concat(waiting.Images))
                    Console.Out.WriteLine($"{half.Id}  {half.State,-16}  {half.Since:u}  {half.Reason}");
            return ExitCode.Done;
        }));
        return command;
    }
}
