using System.CommandLine;

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
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            if (args.Length == 0)
                await root.Parse("--help").InvokeAsync(new InvocationConfiguration { Output = Console.Error }).ConfigureAwait(false);
            else
                await Console.Error.WriteLineAsync("Use --help to see what a verb takes.").ConfigureAwait(false);
            return ExitCode.WrongUsage;
        }
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        try
        {
            return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.").ConfigureAwait(false);
            return ExitCode.Refused;
        }
        catch (Exception failure) when (ExitCode.Of(failure) is var code)
        {
            await Console.Error.WriteLineAsync(ExitCode.Sentence(failure)).ConfigureAwait(false);
            // A disk without room or a pipe that is closed is the machine's fault, and the sentence says all of it.
            if (code == ExitCode.Broke && failure is not IOException)
                await Console.Error.WriteLineAsync(failure.ToString()).ConfigureAwait(false);
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
            AuditCommand.Create(),
        };
}
