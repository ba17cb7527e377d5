using System.CommandLine;
using CausalClipSeg.Pipeline.Operations;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Operator verbs over messages that could not be handled: list, retry, drop.</summary>
internal static class DeadLettersCommand
{
    public static Command Create() => new("dead-letters", "Lists, retries and drops messages that could not be handled.")
    {
        List(),
        OperatorVerb.OneOrByReason<DeadLetterDesk>("retry", "Sends a dead letter to its consumer again, or all whose reason contains a text.", "dead letter",
            (desk, id, cancellation) => desk.RetryAsync(id, OperatorVerb.Operator, cancellation), (desk, reason, cancellation) => desk.RetryByReasonAsync(reason, OperatorVerb.Operator, cancellation)),
        OperatorVerb.OneOrByReason<DeadLetterDesk>("drop", "Closes a dead letter; it stays on record.", "dead letter",
            (desk, id, cancellation) => desk.DropAsync(id, OperatorVerb.Operator, cancellation), (desk, reason, cancellation) => desk.DropByReasonAsync(reason, OperatorVerb.Operator, cancellation)),
    };

    private static Command List()
    {
        var reason = new Option<string?>("--reason") { Description = "Only those whose reason contains this." };
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command("list", "The oldest first, with reason and time.") { reason, json, settings };
        command.SetAction((parsed, cancellation) => OperatorVerb.WithAsync<DeadLetterDesk>(parsed.GetValue(settings), async desk =>
        {
            var letters = await desk.ListAsync(parsed.GetValue(reason), cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Output.WriteJson(letters);
            else
                foreach (var letter in letters)
                    Console.Out.WriteLine($"{letter.Id}  {letter.At:u}  {letter.Queue}  {letter.Reason}");
            return ExitCode.Done;
        }));
        return command;
    }
}
