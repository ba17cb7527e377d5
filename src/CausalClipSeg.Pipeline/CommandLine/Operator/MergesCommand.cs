using System.CommandLine;
using CausalClipSeg.Pipeline.Operations;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Operator verbs over merges of patient numbers: list, take-back.</summary>
internal static class MergesCommand
{
    private const int PageSize = 50;

    public static Command Create() => new("merges", "Lists merges of patient numbers, and takes back one that was an error.")
    {
        List(),
        OperatorVerb.One<MergeDesk>("take-back", "Takes a merge back that was an error: the numbers are two patients' again, and results that came of it are withdrawn.", "merge",
            (desk, id, cancellation) => desk.TakeBackAsync(id, OperatorVerb.Operator, cancellation)),
    };

    private static Command List()
    {
        var patient = new Option<string?>("--patient") { Description = "Only merges that name this number." };
        var limit = new Option<int>("--limit") { Description = $"How many, 1 to {CaseQueries.Most}.", DefaultValueFactory = _ => PageSize };
        CommonOptions.Within(limit, 1, CaseQueries.Most);
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command("list", "The latest come first; those that were taken back are among them.") { patient, limit, json, settings };
        command.SetAction((parsed, cancellation) => OperatorVerb.WithAsync<MergeDesk>(parsed.GetValue(settings), async desk =>
        {
            var merges = await desk.ListAsync(parsed.GetValue(patient), parsed.GetValue(limit), numbers: true, OperatorVerb.Operator, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Output.WriteJson(merges);
            else
                foreach (var merge in merges)
                    Console.Out.WriteLine($"{merge.Id}  {merge.ReceivedAt:u}  {merge.Prior} into {merge.Surviving}{(merge.TakenBackAt is { } at ? $"  taken back at {at:u} by {merge.TakenBackBy}" : "")}");
            return ExitCode.Done;
        }));
        return command;
    }
}
