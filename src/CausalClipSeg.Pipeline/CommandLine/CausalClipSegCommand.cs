using System.CommandLine;
using System.CommandLine.Invocation;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>The command line: every verb, in the order in which a newcomer meets them.</summary>
internal static class CausalClipSegCommand
{
    public static Task<int> InvokeAsync(string[] args) => RunAsync(Create(), args);

    /// <summary>Parses, runs, and turns what went wrong into a sentence on standard error and an exit code.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            var sentence = string.Join(Environment.NewLine, WrongWords.Sentences(parsed.Errors));
            if (args.Length > 0)
                return Output.Refused(parsed, $"{sentence}{Environment.NewLine}Use --help to see what a verb takes.", ExitCode.WrongUsage);
            Output.Say(sentence);
            await root.Parse("--help").InvokeAsync(new InvocationConfiguration { Output = Console.Error }).ConfigureAwait(false);
            return ExitCode.WrongUsage;
        }
        // The library would end the process two seconds after a signal, whatever is in flight. What looks at no token is ended by the signal itself.
        using var signals = parsed.Action is AsynchronousCommandLineAction ? new StopSignals() : null;
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        try
        {
            return await parsed.InvokeAsync(invocation, signals?.Token ?? CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Output.Refused(parsed, "Stopped.", ExitCode.Refused);
        }
        catch (Exception failure) when (ExitCode.Of(failure) is var code)
        {
            Output.Refused(parsed, ExitCode.Sentence(failure), code);
            // A database that is away, a disk without room, a pipe that is closed: the sentence says all of it.
            if (code == ExitCode.Broke && failure is not (IOException or Persistence.DatabaseUnavailableException))
                Output.Say(failure.ToString());
            return code;
        }
    }

    internal static RootCommand Create() =>
        new("Report-driven lesion segmentation: radiographs and reports in, DICOM SEG out to the PACS. Not a medical device.")
        {
            DemoCommand.Create(),
            RunCommand.Create(),
            MigrateCommand.Create(),
            ConfigCommand.Create(),
            HealthCommand.Create(),
            SbomCommand.Create(),
            SegmentCommand.Create(),
            ReportCommand.Create(),
            DicomCommand.Create(),
            ModelCommand.Create(),
            TrainCommand.Create(),
            EvaluateCommand.Create(),
            SynthesizeCommand.Create(),
            LabelsCommand.Create(),
            ModelsCommand.Create().AddServer(),
            CasesCommand.Create().AddServer(),
            DeadLettersCommand.Create().AddServer(),
            MergesCommand.Create().AddServer(),
            AuditCommand.Create(),
        };
}
