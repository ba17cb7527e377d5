using System.CommandLine;
using System.Globalization;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Models;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Options that several verbs share, said once.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print exactly one JSON document on standard output." };

    public static Option<string?> Bundle() => new("--bundle") { Description = "Folder of a model bundle; the shipped one when absent." };

    public static Argument<string[]> Settings()
    {
        var settings = new Argument<string[]>("settings") { Description = "Settings that override the configuration: Section:Key=value", Arity = ArgumentArity.ZeroOrMore };
        settings.Validators.Add(given =>
        {
            foreach (var problem in given.Tokens.Select(word => CommandLine.Settings.Problem(word.Value)).OfType<string>())
                given.AddError(problem);
        });
        return settings;
    }

    /// <summary>A number outside of these is wrong usage.</summary>
    public static void Within(Option<int> option, int least, int most) => option.Validators.Add(given =>
    {
        if (given.Tokens is [var word] && int.TryParse(word.Value, CultureInfo.InvariantCulture, out var number) && (number < least || number > most))
            given.AddError($"{option.Name} is a number {(most == int.MaxValue ? $"from {least}" : $"from {least} to {most}")}, not {number}.");
    });

    /// <summary>A secret on the command line can be seen by everybody on the machine; in a file only by those who may read it.</summary>
    public static Option<string?> SecretFile(string name, string what) => new(name) { Description = $"File that holds {what}: the arguments of a process can be seen by everybody on the machine." };

    /// <exception cref="RefusedException">The file cannot be read.</exception>
    public static string? Secret(string? given, string? file)
    {
        if (file is null)
            return given;
        return File.Exists(file) ? File.ReadAllText(file).TrimEnd('\r', '\n') : throw new RefusedException($"{file} is to hold a secret, and there is no such file.");
    }

    public static string BundleFolder(string? bundle) => ChampionModel.FirstBundleFolder(new ModelOptions { Bundle = bundle });

    public static BundleManifest Manifest(string? bundle) => ModelBundle.Load(BundleFolder(bundle)).Manifest;
}
