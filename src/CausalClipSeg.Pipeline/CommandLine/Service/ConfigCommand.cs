using System.CommandLine;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Storage;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary><c>config check|show|defaults</c>: is it right, what is in force, what could be said.</summary>
internal static class ConfigCommand
{
    public static Command Create() => new("config", "Looks at the configuration without starting anything.") { Check(), Show(), Defaults() };

    private static Command Check()
    {
        var settings = CommonOptions.Settings();
        var json = CommonOptions.Json();
        var command = new Command("check", "Names every setting that is wrong or unknown, and what to change.") { settings, json };
        command.SetAction(parsed =>
        {
            var configuration = Read(parsed.GetValue(settings));
            var root = configuration.GetSection(StorageOptions.Section)[nameof(StorageOptions.Root)] ?? new StorageOptions().Root;
            List<string> problems = [.. ConfigurationCheck.Problems(configuration), .. MissingFiles.Problems(configuration), .. root.Length > 0 && StorageRoot.Problem(root) is { } closed ? (string[])[closed] : []];
            if (parsed.GetValue(json))
                Output.WriteJson(new { valid = problems.Count == 0, problems });
            else
                Output.Say(problems.Count == 0 ? "The configuration is right." : string.Join(Environment.NewLine, problems));
            return problems.Count == 0 ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static Command Show()
    {
        var settings = CommonOptions.Settings();
        var json = CommonOptions.Json();
        var command = new Command("show", "Prints every setting in force as JSON, passwords and keys masked.") { settings, json };
        command.SetAction(parsed =>
        {
            var configuration = Read(parsed.GetValue(settings));
            ConfigurationCheck.Require(configuration);
            Console.Out.WriteLine(SettingsDocument.InForce(configuration));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Defaults()
    {
        var command = new Command("defaults", "Prints an appsettings.json with every setting, its default and what it is for.");
        command.SetAction(_ => Console.Out.WriteLine(SettingsDocument.Documented()));
        return command;
    }

    private static IConfigurationRoot Read(string[]? settings) => PipelineConfiguration.Add(new ConfigurationBuilder(), Settings.Parse(settings)).Build();
}
