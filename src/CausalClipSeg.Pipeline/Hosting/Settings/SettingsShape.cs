using System.Reflection;
using CausalClipSeg.Pipeline.Configuration;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>
/// Whether a setting has the shape of its option: one value, a list, values by name, a section. The binder leaves out, without a word, what has another one, and without
/// a list of who is allowed everybody is.
/// </summary>
internal static class SettingsShape
{
    public static IEnumerable<string> Problems(IConfigurationSection setting, PropertyInfo property)
    {
        if (SettingsSection.EntriesOf(property) is null)
            return setting.GetChildren().FirstOrDefault() is { } child ? [$"{setting.Path} is one value and is given as several ({child.Path}). Write {setting.Path}=value."]
                : SettingsValue.Problem(setting.Path, setting.Value, property.PropertyType) is { } unreadable ? [unreadable] : [];
        if (setting.Value is not { Length: > 0 } text)
            return [];
        var variable = setting.Path.Replace(":", "__", StringComparison.Ordinal);
        var form = SettingsSection.IsByName(property)
            ? $"Write {{ \"NAME\": value }} in a file, {setting.Path}:NAME=value on the command line, or {variable}__NAME=value in the environment."
            : $"Write [\"{text}\"] in a file, {setting.Path}:0={text} on the command line, or {variable}__0={text} in the environment.";
        return [$"{setting.Path} holds several values and is given as the text \"{text}\". {form}"];
    }

    /// <summary>A section inside of another, or an entry of a list that is one.</summary>
    public static string? TextForSection(IConfigurationSection section, IEnumerable<string> known) =>
        section.Value is { Length: > 0 } && section.Path.Contains(':', StringComparison.Ordinal) ? Sentence(section.Path, $"it knows: {string.Join(", ", known.Order(StringComparer.Ordinal))}") : null;

    /// <summary>A whole section as one text, where somebody wrote it for us: the environment's MODEL or STATUS may be another program's.</summary>
    public static IEnumerable<string> TextsForSections(IEnumerable<IConfigurationProvider> ours, IEnumerable<string> paths)
    {
        var providers = ours.ToList();
        return paths.Select(path => path.Split(':')[0]).Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(section => providers.Exists(provider => provider.TryGet(section, out var text) && text is { Length: > 0 }))
            .Select(section => Sentence(section, "deploy/appsettings.json shows its settings"));
    }

    private static string Sentence(string path, string known) => $"{path} is a section and is given as a text. Write {path}:Key=value; {known}.";
}
