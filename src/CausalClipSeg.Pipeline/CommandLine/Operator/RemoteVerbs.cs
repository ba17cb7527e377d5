using System.CommandLine;
using System.CommandLine.Invocation;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>
/// Gives a group of operator verbs the option --server: the same words then go to a running service over its HTTP API. A verb is an address there
/// (<c>cases retry ID</c> is POST /api/cases/ID/retry; what waits is no case yet and has an address of its own), its options are the query.
/// </summary>
internal static class RemoteVerbs
{
    private const string KeyVariable = "CAUSALCLIPSEG_KEY";
    private static readonly string[] Questions = ["list", "show", "runs", "drift", "waiting"];
    private const string Override = "--override";
    private static readonly string[] Local = ["--json", "--server", "--key", "--key-file"];

    public static Command AddServer(this Command group)
    {
        var server = new Option<string?>("--server") { Description = "Address of a running service (http://host:8080) to ask over HTTP in place of the database; the answer is JSON.", Recursive = true };
        var key = new Option<string?>("--key") { Description = $"The key that the service knows you by; {KeyVariable} in the environment when absent.", Recursive = true };
        var keyFile = CommonOptions.SecretFile("--key-file", "what --key takes");
        keyFile.Recursive = true;
        server.Validators.Add(given =>
        {
            if (given.Tokens is [var address] && (!Uri.TryCreate(address.Value, UriKind.Absolute, out var service) || service.Scheme is not ("http" or "https")))
                given.AddError($"'{address.Value}' is not the address of a service. Write it like http://worker:8080.");
        });
        group.Options.Add(server);
        group.Options.Add(key);
        group.Options.Add(keyFile);
        foreach (var verb in group.Subcommands.Where(verb => verb.Action is not null))
            verb.Action = new RemoteAction(verb.Action as AsynchronousCommandLineAction, server, parsed => CommonOptions.Secret(parsed.GetValue(key), parsed.GetValue(keyFile)), parsed => Path(group, verb, parsed), Questions.Contains(verb.Name));
        return group;
    }

    private static string Path(Command group, Command verb, ParseResult parsed)
    {
        if (verb.Options.FirstOrDefault(option => !Local.Contains(option.Name) && option.Name != Override && option.ValueType == typeof(bool) && parsed.GetResult(option) is { Implicit: false }) is { } flag)
            throw new RefusedException($"{flag.Name} works on this machine's own database only; leave it out with --server.");
        if (verb.Arguments.SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? []).FirstOrDefault(word => !Guid.TryParse(word.Value, out _)) is { Value: var setting })
            throw new RefusedException(setting.StartsWith('-')
                ? $"'{setting}' is no option of {group.Name} {verb.Name}; --help shows those there are."
                : $"'{setting}' is a setting of this machine, and the service has its own; leave it out with --server.");
        var ids = OperatorVerb.Ids(verb, parsed.CommandResult);
        if (ids.Count > 1)
            throw new RefusedException($"{group.Name} {verb.Name} takes one id at a time.");
        var query = verb.Options.Where(option => option.Name != "--id" && !Local.Contains(option.Name))
            .Select(option => (option.Name, Tokens: parsed.GetResult(option)?.Tokens))
            .Where(option => option.Tokens is { Count: > 0 })
            .Select(option => new KeyValuePair<string, string?>(option.Name.TrimStart('-'), option.Tokens?[0].Value));
        if (verb.Options.FirstOrDefault(option => option.Name == Override) is { } overrule && parsed.GetResult(overrule) is { Implicit: false })
            query = query.Append(new KeyValuePair<string, string?>("override", "true"));
        return string.Join('/', Address(group.Name, verb.Name, ids).Select(Uri.EscapeDataString)) + QueryString.Create(query);
    }

    private static IEnumerable<string> Address(string group, string verb, IReadOnlyList<string> ids) => (group, verb) switch
    {
        (_, "list" or "show") => ["api", group, .. ids],
        ("cases", "waiting") => ["api", verb],
        _ => ["api", group, .. ids, verb],
    };

    private sealed class RemoteAction(AsynchronousCommandLineAction? local, Option<string?> server, Func<ParseResult, string?> key, Func<ParseResult, string> path, bool asks)
        : AsynchronousCommandLineAction
    {
        public override async Task<int> InvokeAsync(ParseResult parseResult, CancellationToken cancellationToken = default)
        {
            if (parseResult.GetValue(server) is not { } address)
                return local is null ? ExitCode.WrongUsage : await local.InvokeAsync(parseResult, cancellationToken).ConfigureAwait(false);
            using var remote = new RemoteServer(new Uri(address), key(parseResult) ?? Environment.GetEnvironmentVariable(KeyVariable));
            var asked = path(parseResult);
            Output.WriteJson(asks
                ? await remote.GetAsync(asked, cancellationToken).ConfigureAwait(false)
                : await remote.PostAsync(asked, cancellationToken).ConfigureAwait(false));
            return ExitCode.Done;
        }
    }
}
