using System.CommandLine;
using CausalClipSeg.Pipeline.Hosting;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>The service: <c>run [--roles intake,worker,trainer,status] [--Section:Key=value …]</c>.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var roles = new Option<string>("--roles") { Description = "What this process does: intake, worker, trainer, status, separated by commas.", DefaultValueFactory = _ => "intake,worker,trainer,status" };
        var settings = CommonOptions.Settings();
        var command = new Command("run", "Runs the service until it is told to stop.") { roles, settings };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(roles), parsed.GetValue(settings), null, cancellation));
        return command;
    }

    /// <param name="replace">What a measurement puts in the place of a part, such as a stub in that of the network.</param>
    public static async Task<int> RunAsync(string roles, IEnumerable<string>? settings, Action<IServiceCollection>? replace, CancellationToken cancellation)
    {
        await using var host = PipelineHost.Build(Parse(roles), Settings.Parse(settings), replace);
        string? broken = null;
        using var stopping = host.Lifetime.ApplicationStopping.Register(() => broken = Broken(host.Services));
        try
        {
            await PipelineHost.StartAsync(host, cancellation).ConfigureAwait(false);
            await host.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (broken is not null)
        {
            // It failed while the rest was still starting.
        }
        if (broken is null)
            return ExitCode.Done;
        Output.Say($"The service ended because {broken} failed; the log above says with what.");
        return ExitCode.Broke;
    }

    /// <summary>Asked where the stop begins: what failed by then is its cause, what fails while everything ends is not.</summary>
    private static string? Broken(IServiceProvider services) =>
        services.GetServices<IHostedService>().OfType<BackgroundService>().FirstOrDefault(service => service.ExecuteTask is { IsFaulted: true })?.GetType().Name;

    private static PipelineRoles Parse(string text)
    {
        var roles = PipelineRoles.None;
        foreach (var name in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            roles |= Enum.TryParse<PipelineRoles>(name, ignoreCase: true, out var role) && !int.TryParse(name, out _)
                ? role
                : throw new RefusedException($"'{name}' is not a role. Use intake, worker, trainer, status.");
        return roles;
    }
}
