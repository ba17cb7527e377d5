using System.CommandLine;
using CausalClipSeg.Pipeline.Hosting;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Brings the database to the schema of this version.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var settings = CommonOptions.Settings();
        var json = CommonOptions.Json();
        var command = new Command("migrate", "Brings the database to the schema of this version.") { settings, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = PipelineHost.Build(PipelineRoles.None, Settings.Parse(parsed.GetValue(settings)));
            var applied = await PipelineHost.MigrateAsync(host.Services, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Output.WriteJson(new { applied });
            Output.Say($"The schema is up to date: {string.Join(", ", applied)}");
            return ExitCode.Done;
        });
        return command;
    }
}
