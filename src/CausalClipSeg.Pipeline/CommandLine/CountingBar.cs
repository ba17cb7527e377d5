using Spectre.Console;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Progress of work that is counted; silent where the output is not a terminal.</summary>
internal static class CountingBar
{
    public static T Show<T>(string what, int total, Func<IProgress<int>?, T> work)
    {
        var console = Terminal.Create();
        return console.Profile.Out.IsTerminal
            ? console.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(context =>
                {
                    var bar = context.AddTask(what, maxValue: total);
                    return work(new Progress(bar));
                })
            : work(null);
    }

    private sealed class Progress(ProgressTask bar) : IProgress<int>
    {
        public void Report(int value) => bar.Value = value;
    }
}
