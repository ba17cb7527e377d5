using System.CommandLine;
using System.CommandLine.Parsing;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Hosting;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>A verb that changes one item by its id, or every item whose reason contains a text.</summary>
internal static class OperatorVerb
{
    /// <summary>Whoever became root or the service's user by sudo stays who they were.</summary>
    public static string Who => $"{Environment.GetEnvironmentVariable("SUDO_USER") ?? Environment.UserName} at the command line";

    /// <summary>The same for the audit trail, with the machine that it was said on.</summary>
    public static AuditParticipant Operator => new(Who, true, Address: Environment.MachineName);

    public static Command One<TDesk>(string name, string description, string what, Func<TDesk, Guid, CancellationToken, Task<string?>> change)
        where TDesk : class
    {
        var id = new Argument<Guid>(what);
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command(name, description) { id, json, settings };
        command.SetAction((parsed, cancellation) => WithAsync<TDesk>(
            parsed.GetValue(settings), async desk => Said(await change(desk, parsed.GetValue(id), cancellation).ConfigureAwait(false), parsed.GetValue(json))));
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
        var json = CommonOptions.Json();
        var command = new Command(name, description) { id, reason, json, rest };
        command.Validators.Add(given =>
        {
            var texts = (given.GetResult(reason)?.Tokens ?? []).Count(text => !string.IsNullOrWhiteSpace(text.Value));
            if (Ids(command, given).Count + texts != 1)
                given.AddError($"Name one {what} by its id, or several by --reason TEXT.");
            foreach (var problem in (given.GetResult(rest)?.Tokens ?? []).Where(word => !Guid.TryParse(word.Value, out _)).Select(word => Settings.Problem(word.Value)).OfType<string>())
                given.AddError(problem);
        });
        command.SetAction((parsed, cancellation) => WithAsync<TDesk>(
            [.. (parsed.GetValue(rest) ?? []).Where(word => !Guid.TryParse(word, out _))],
            async desk => Ids(command, parsed.CommandResult) is [var one]
                ? Said(await change(desk, Guid.Parse(one), cancellation).ConfigureAwait(false), parsed.GetValue(json))
                : Changed(await changeAll(desk, parsed.GetRequiredValue(reason)!, cancellation).ConfigureAwait(false), what, parsed.GetValue(json))));
        return command;
    }

    /// <summary>The ids that were given, by an argument, by --id or among the words, each once.</summary>
    public static IReadOnlyList<string> Ids(Command verb, CommandResult given) =>
        [.. verb.Arguments.SelectMany(argument => given.GetResult(argument)?.Tokens ?? [])
            .Concat(verb.Options.Where(option => option.Name == "--id").SelectMany(option => given.GetResult(option)?.Tokens ?? []))
            .Select(token => token.Value).Where(word => Guid.TryParse(word, out _)).Distinct(StringComparer.OrdinalIgnoreCase)];

    public static async Task<int> WithAsync<TService>(string[]? settings, Func<TService, Task<int>> work)
        where TService : class
    {
        await using var host = Open(settings);
        return await work(host.Services.GetRequiredService<TService>()).ConfigureAwait(false);
    }

    /// <summary>The product's parts on the store of a service, without any of its services.</summary>
    /// <exception cref="RefusedException">No service has run there, so there is nothing to ask.</exception>
    public static WebApplication Open(IEnumerable<string>? settings)
    {
        var host = PipelineHost.Build(PipelineRoles.None, Settings.Parse(settings));
        var root = Path.GetFullPath(host.Services.GetRequiredService<IOptions<StorageOptions>>().Value.Root);
        return host.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.Postgres is { Length: > 0 } || Directory.Exists(root)
            ? host
            : throw new RefusedException($"No service has run with Storage:Root={root}: there is no such folder. Name that of the service that is meant (Storage:Root=…), or its database (Database:Postgres=…).");
    }

    private static int Said(string? refusal, bool json) => refusal is null ? Output.Done(json, "Done.") : throw new RefusedException(refusal);

    private static int Changed(int count, string what, bool json)
    {
        if (json)
            Output.WriteJson(new { changed = count });
        Output.Say($"{count} {what}{(count == 1 ? "" : "s")} changed.");
        return ExitCode.Done;
    }
}
