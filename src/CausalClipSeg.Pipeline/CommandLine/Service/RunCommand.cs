using System.CommandLine;
using CausalClipSeg.Pipeline.Hosting;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>The service: <c>run [--roles intake,worker,trainer,status] [--Section:Key=value …]</c>.</summary>
internal static class RunCommand
{
    private const string Known = "Use intake, worker, trainer, status, with commas between.";

    public static Command Create()
    {
        var roles = new Option<string>("--roles") { Description = "What this process does: intake, worker, trainer, status, separated by commas.", DefaultValueFactory = _ => "intake,worker,trainer,status" };
        roles.Validators.Add(given =>
        {
            if (given.Tokens is [var word] && Problem(word.Value) is { } problem)
                given.AddError(problem);
        });
        var settings = CommonOptions.Settings();
        var command = new Command("run", "Runs the service until it is told to stop.") { roles, settings };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(roles), parsed.GetValue(settings), null, cancellation));
        return command;
    }

    /// <param name="replace">What a measurement puts in the place of a part, such as a stub in that of the network.</param>
    public static async Task<int> RunAsync(string roles, IEnumerable<string>? settings, Action<IServiceCollection>? replace, CancellationToken cancellation)
    {
        await using var host = PipelineHost.Build(Parse(roles), Settings.Parse(settings), replace);
        BackgroundService? broken = null;
        using var stopping = host.Lifetime.ApplicationStopping.Register(() => broken = Broken(host.Services));
        using var told = cancellation.Register(() => Output.Say("Stopping: what is in flight is finished first, for Broker:DrainSeconds at most. Once more (Ctrl-C) ends it at once."));
        try
        {
            await PipelineHost.StartAsync(host, cancellation).ConfigureAwait(false);
            await host.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (broken is not null || cancellation.IsCancellationRequested)
        {
            // It failed, or was told to end, while the rest was still starting.
        }
        if (broken is null)
            return ExitCode.Done;
        Output.Say(host.Lifetime.ApplicationStarted.IsCancellationRequested
            ? $"The service ended because {broken.GetType().Name} failed; the log above says with what."
            : $"The service did not start because {broken.GetType().Name} failed: {broken.ExecuteTask?.Exception?.GetBaseException()}");
        return ExitCode.Broke;
    }

    /// <summary>Asked where the stop begins: what failed by then is its cause, what fails while everything ends is not.</summary>
    private static BackgroundService? Broken(IServiceProvider services) =>
        services.GetServices<IHostedService>().OfType<BackgroundService>().FirstOrDefault(service => service.ExecuteTask is { IsFaulted: true });

    /// <returns>Null where each word is a role, and there is one.</returns>
    private static string? Problem(string text) => Words(text) is var words && words.Length == 0
        ? $"--roles names none. {Known}"
        : Array.Find(words, word => !Enum.TryParse<PipelineRoles>(word, ignoreCase: true, out _) || int.TryParse(word, out _)) is { } other ? $"'{other}' is not a role. {Known}" : null;

    private static PipelineRoles Parse(string text) =>
        Words(text).Aggregate(PipelineRoles.None, (roles, word) => roles | Enum.Parse<PipelineRoles>(word, ignoreCase: true));

    private static string[] Words(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
