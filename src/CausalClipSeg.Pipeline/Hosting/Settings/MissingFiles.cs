using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Configuration;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>
/// Files that settings name and that are not on this machine. Only <c>config check</c> asks: processes of several machines share their settings, and one whose role needs
/// none of these starts all the same; who does need one says so when it does.
/// </summary>
internal static class MissingFiles
{
    public static IEnumerable<string> Problems(IConfiguration configuration) =>
    [
        .. Bundle(configuration[$"{ModelOptions.Section}:{nameof(ModelOptions.Bundle)}"]),
        .. Lists(configuration, $"{RetrainingOptions.Section}:{nameof(RetrainingOptions.ReplayLists)}"),
        .. Lists(configuration, $"{PromotionOptions.Section}:{nameof(PromotionOptions.ReferenceLists)}"),
    ];

    private static string[] Bundle(string? folder) => string.IsNullOrEmpty(folder) || File.Exists(Path.Combine(folder, ModelBundle.ManifestFile)) ? [] :
    [
        $"Model:Bundle is wrong: {Path.GetFullPath(folder)} is not a model bundle: it has no {ModelBundle.ManifestFile}. Give the folder that holds {ModelBundle.ManifestFile} and its weights, or leave it out for the shipped one.",
    ];

    private static IEnumerable<string> Lists(IConfiguration configuration, string setting) =>
        (configuration.GetSection(setting).Get<string[]>() ?? []).Where(list => !Path.Exists(list)).Select(list => $"{setting} names {list}, and there is no such list. Correct it, or take it out.");
}
