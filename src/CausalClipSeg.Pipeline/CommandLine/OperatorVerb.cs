using System.CommandLine;
using CausalClipSeg.Pipeline.Hosting;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>A verb that changes one item by its id, or every item whose reason contains a text.</summary>
internal static class OperatorVerb
{
    /// <summary>Whoever became root or the service's user by sudo stays who they were.</summary>
    public static string Who => $"{Environment.GetEnvironmentVariable("SUDO_USER") ?? Environment.UserName} at the command line";

    public static Command One<TDesk>(string name, string description, string what, Func<TDesk, Guid, CancellationToken, Task<string?>> change)
        where TDesk : class
    {
        var id = new Argument<Guid>(what);
        var settings = CommonOptions.Settings();
        var command = new Command(name, description) { id, settings };
        command.SetAction((parsed, cancellation) => WithAsync<TDesk>(
            parsed.GetValue(settings), async desk => Said(await change(desk, parsed.GetValue(id), cancellation).ConfigureAwait(false))));
        return command;
    }

    public static Command OneOrByReason<TDesk>(
        string name, string description, string what,
        Func<TDesk, Guid, CancellationToken, Task<string?>> change, Func<TDesk, string, CancellationToken, Task<int>> changeAll)
        where TDesk : class
    {
        var id = new Option<Guid?>("--id") { Description = $"The {what}; the first argument does as well." };
        var reason = new Option<string?>("--reason") { Description = $"Every open {what} whose reason contains this." };
        var rest = new Argument<string[]>($"{what}|settings") { Description = $"The {what}'s id, and settings: Section:Key=value.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(name, description) { id, reason, rest };
        command.SetAction((parsed, cancellation) =>
        {
            var words = parsed.GetValue(rest) ?? [];
            Guid? wanted = parsed.GetValue(id) ?? (words is [var first, ..] && Guid.TryParse(first, out var named) ? named : null);
            string[] settings = [.. words.Where(word => !Guid.TryParse(word, out _))];
            return WithAsync<TDesk>(settings, async desk => (wanted, parsed.GetValue(reason)) switch
            {
                ({ } one, null) => Said(await change(desk, one, cancellation).ConfigureAwait(false)),
                (null, { Length: > 0 } text) => Changed(await changeAll(desk, text, cancellation).ConfigureAwait(false), what),
                _ => throw new RefusedException($"Name one {what} by its id, or several by --reason TEXT."),
            });
        });
        return command;
    }

    public static async Task<int> WithAsync<TService>(string[]? settings, Func<TService, Task<int>> work)
        where TService : class
    {
        await using var host = PipelineHost.Build(PipelineRoles.None, Settings.Parse(settings));
        return await work(host.Services.GetRequiredService<TService>()).ConfigureAwait(false);
    }

    private static int Said(string? refusal) => refusal is null ? ExitCode.Done : throw new RefusedException(refusal);

    private static int Changed(int count, string what)
    {
        Output.Say($"{count} {what}{(count == 1 ? "" : "s")} changed.");
        return ExitCode.Done;
    }
}
