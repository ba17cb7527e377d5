using System.Reflection;
using System.Text.RegularExpressions;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>Every setting that is wrong, as a sentence each, before anything is started.</summary>
internal static partial class ConfigurationCheck
{
    private static readonly string[] OfLibraries = ["Logging", "Kestrel"];

    /// <exception cref="InvalidDataException">Some settings are wrong; the message holds one line for each.</exception>
    public static void Require(IConfiguration configuration)
    {
        var problems = Problems(configuration);
        if (problems.Count > 0)
            throw new InvalidDataException(string.Join(Environment.NewLine, problems));
    }

    public static IReadOnlyList<string> Problems(IConfiguration configuration)
    {
        using var services = new ServiceCollection().AddPipelineOptions(configuration).BuildServiceProvider();
        var sections = services.GetServices<SettingsSection>().ToList();
        var paths = sections.Select(section => section.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unknown = sections.SelectMany(section => Unknown(configuration.GetSection(section.Name), section.Options, paths));
        var right = new Dictionary<Type, object>();
        var invalid = sections.SelectMany(section => Invalid(services, section, right)).ToList();
        var clashes = right.GetValueOrDefault(typeof(IntakeOptions)) is IntakeOptions intake && right.GetValueOrDefault(typeof(StatusOptions)) is StatusOptions status ? DoorClash.Problems(intake, status) : [];
        return [.. UnknownSections(configuration, paths), .. SettingsShape.TextsForSections(Ours(configuration), paths), .. unknown, .. invalid, .. clashes];
    }

    /// <summary>
    /// A section that nothing reads, in the file or on the command line; the environment and a folder of secrets also hold what is for others. Keys without a section
    /// (AllowedHosts) are those of the libraries.
    /// </summary>
    private static IEnumerable<string> UnknownSections(IConfiguration configuration, IReadOnlySet<string> paths)
    {
        var known = paths.Select(path => path.Split(':')[0]).Distinct().Order(StringComparer.Ordinal).ToList();
        return Ours(configuration).SelectMany(provider => provider.GetChildKeys([], null).Where(key => provider.GetChildKeys([], key).Any())).Distinct(StringComparer.OrdinalIgnoreCase)
            .Except([.. known, .. OfLibraries], StringComparer.OrdinalIgnoreCase)
            .Select(section => $"{section} is not a section of the settings. There are: {string.Join(", ", known)}.");
    }

    private static IEnumerable<IConfigurationProvider> Ours(IConfiguration configuration) =>
        (configuration as IConfigurationRoot)?.Providers.Where(provider => provider is JsonConfigurationProvider or MemoryConfigurationProvider) ?? [];

    /// <summary>A setting that no option reads is a slip of the pen that would otherwise be found out at night.</summary>
    private static IEnumerable<string> Unknown(IConfigurationSection section, Type options, IReadOnlySet<string> sections)
    {
        var known = SettingsSection.Settable(options).ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        if (SettingsShape.TextForSection(section, known.Keys) is { } text)
            yield return text;
        foreach (var setting in section.GetChildren().Where(setting => !sections.Contains(setting.Path)))
        {
            if (!known.TryGetValue(setting.Key, out var property))
                yield return $"{setting.Path} is not a setting. {section.Path} knows: {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}.";
            else if (SettingsSection.IsNested(property))
                foreach (var deeper in Unknown(setting, property.PropertyType, sections))
                    yield return deeper;
            else
                foreach (var misshapen in SettingsShape.Problems(setting, property)
                    .Concat(SettingsSection.EntriesOf(property) is { } entries ? setting.GetChildren().SelectMany(entry => Lost(entry, property, entries, sections)) : []))
                    yield return misshapen;
        }
    }

    /// <summary>The binder leaves out, without a word, the entry of a list in which something cannot be read: a person's key, an address that was to be allowed.</summary>
    private static IEnumerable<string> Lost(IConfigurationSection entry, PropertyInfo property, Type type, IReadOnlySet<string> sections)
    {
        if (SettingsSection.NamesOf(property) is { IsEnum: true } names && SettingsValue.Problem($"A name in {entry.Path}", entry.Key, names) is { } name)
            yield return name;
        if (SettingsSection.IsOurs(type))
            foreach (var unknown in Unknown(entry, type, sections))
                yield return unknown;
        else if (SettingsValue.Problem(entry.Path, entry.Value, type) is { } unreadable)
            yield return unreadable;
    }

    /// <param name="right">Gets the options of the section where nothing is wrong with them.</param>
    private static IEnumerable<string> Invalid(ServiceProvider services, SettingsSection section, Dictionary<Type, object> right)
    {
        try
        {
            right[section.Options] = section.Read(services);
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return invalid.Failures.Select(failure => Named(WithoutProperty(failure), section));
        }
        catch (InvalidOperationException unreadable)
        {
            // What cannot be read has been named by its path already.
            return unreadable.InnerException is null ? [unreadable.Message] : [];
        }
    }

    /// <summary>The validator puts the property's name before a sentence that already names the setting.</summary>
    private static string WithoutProperty(string failure) =>
        failure.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0 && !failure[..colon].Contains(' ', StringComparison.Ordinal) ? failure[(colon + 2)..] : failure;

    /// <summary>.NET speaks of "The field PacsOptions.Port" and of the largest number there is; people know Pacs:Port, and no end.</summary>
    private static string Named(string sentence, SettingsSection section) => Endless().Replace(
        Missing().Replace(sentence.Replace($"The field {section.Options.Name}.", $"{section.Name}:", StringComparison.Ordinal), $"{section.Name}:$1 is empty. Give it a value, or leave it out for its default."),
        "must be $1 or more.");

    [GeneratedRegex(@"^The \w+\.(\w+) field is required\.$")]
    private static partial Regex Missing();

    [GeneratedRegex(@"must be between (\S+) and (?:2147483647|9223372036854775807|9\.223372036854776E\+18)\.$")]
    private static partial Regex Endless();
}
