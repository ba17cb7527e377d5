using System.CommandLine;
using CausalClipSeg.Benchmarks.Faults;
using CausalClipSeg.Pipeline.CommandLine;
using CausalClipSeg.Pipeline.Inference;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Benchmarks.Sustained;

/// <summary>The product's own <c>run</c> with a stub in place of the network; started by the measurement itself.</summary>
internal static class StubWorker
{
    private const string Name = "stub-worker";

    public static IReadOnlyList<string> Program { get; } = [Path.Combine(AppContext.BaseDirectory, "causalclipseg-benchmarks"), Name];

    public static Command Create()
    {
        var roles = new Option<string>("--roles") { DefaultValueFactory = _ => "intake,worker" };
        var settings = CommonOptions.Settings();
        var command = new Command(Name, "The worker of `benchmark pipeline`.") { roles, settings };
        command.Hidden = true;
        command.SetAction((parsed, cancellation) => RunCommand.RunAsync(
            parsed.GetRequiredValue(roles), parsed.GetValue(settings), services => services.AddSingleton<ISegmenter, StubSegmenter>(), cancellation));
        return command;
    }
}
