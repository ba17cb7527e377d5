using System.CommandLine;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Models;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Options that several verbs share, said once.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print exactly one JSON document on standard output." };

    public static Option<string?> Bundle() => new("--bundle") { Description = "Folder of a model bundle; the shipped one when absent." };

    public static Argument<string[]> Settings() => new("settings") { Description = "Settings that override the configuration: Section:Key=value", Arity = ArgumentArity.ZeroOrMore };

    public static string BundleFolder(string? bundle) => ChampionModel.FirstBundleFolder(new ModelOptions { Bundle = bundle });

    public static BundleManifest Manifest(string? bundle) => ModelBundle.Load(BundleFolder(bundle)).Manifest;
}
