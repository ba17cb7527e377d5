using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml.Linq;
using CausalClipSeg.Pipeline.Configuration;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>The settings as a document: those in force, or every one with its default and the sentence that its option is documented with.</summary>
internal static class SettingsDocument
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly string[] SecretWords = ["password", "secret", "token", "apikey", "readerkey", "splitkey"];

    /// <summary>What this configuration comes to, with its secrets masked.</summary>
    public static string InForce(IConfiguration configuration)
    {
        using var services = new ServiceCollection().AddPipelineOptions(configuration).BuildServiceProvider();
        var document = services.GetServices<SettingsSection>().ToDictionary(section => section.Name, section => Masked(section.Read(services), section.Options));
        return JsonSerializer.Serialize(document, Json);
    }

    /// <summary>An appsettings.json (with comments, which the reader of settings allows) that changes nothing and explains everything.</summary>
    public static string Documented()
    {
        var summaries = Summaries();
        using var services = new ServiceCollection().AddPipelineOptions(new ConfigurationBuilder().Build()).BuildServiceProvider();
        var text = new StringBuilder("{\n");
        var sections = services.GetServices<SettingsSection>().ToList();
        foreach (var section in sections)
            Write(text, section.Name, section.Options, section.Read(services), summaries, 1, section == sections[^1]);
        return text.Append('}').ToString();
    }

    private static void Write(
        StringBuilder text, string name, Type type, object value, IReadOnlyDictionary<string, string> summaries, int depth, bool isLast)
    {
        var indent = new string(' ', depth * 2);
        Comment(text, indent, summaries.GetValueOrDefault($"T:{type.FullName}"));
        text.Append(CultureInfo.InvariantCulture, $"{indent}\"{name}\": {{\n");
        var properties = SettingsSection.Settable(type).ToList();
        foreach (var property in properties)
        {
            var last = property == properties[^1];
            if (SettingsSection.IsNested(property) && property.GetValue(value) is { } inner)
            {
                Write(text, property.Name, property.PropertyType, inner, summaries, depth + 1, last);
                continue;
            }
            Comment(text, indent + "  ", summaries.GetValueOrDefault($"P:{type.FullName}.{property.Name}"));
            foreach (var line in Choices(property, summaries))
                Comment(text, indent + "  ", line);
            text.Append(CultureInfo.InvariantCulture, $"{indent}  {Setting(property.Name, property.GetValue(value))}{(last ? "" : ",")}\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"{indent}}}{(isLast ? "" : ",")}\n");
    }

    /// <summary>The words that may stand there, and what the entries of a list hold.</summary>
    private static IEnumerable<string> Choices(PropertyInfo property, IReadOnlyDictionary<string, string> summaries)
    {
        var (entries, type) = (SettingsSection.EntriesOf(property), Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
        if (SettingsSection.NamesOf(property) is { IsEnum: true } names)
            yield return $"  NAME: {SettingsValue.Words(names)}";
        if (type.IsEnum && !Enum.GetNames(type).Any(word => summaries.ContainsKey($"F:{type.FullName}.{word}")))
            yield return $"  {SettingsValue.Words(type)}";
        else if (type.IsEnum)
            foreach (var word in Enum.GetNames(type))
                yield return Member($"F:{type.FullName}.{word}", word);
        else if (entries is not null && SettingsSection.IsOurs(entries))
            foreach (var entry in SettingsSection.Settable(entries))
                yield return Member($"P:{entries.FullName}.{entry.Name}", entry.Name) + (entry.PropertyType.IsEnum ? $" ({SettingsValue.Words(entry.PropertyType)})" : "");

        string Member(string key, string name) => summaries.GetValueOrDefault(key) is { } summary ? $"  {name}: {summary}" : $"  {name}";
    }

    private static void Comment(StringBuilder text, string indent, string? summary)
    {
        if (summary is not null)
            text.Append(CultureInfo.InvariantCulture, $"{indent}// {summary}\n");
    }

    /// <summary>The one default that is each machine's own is left to it.</summary>
    private static string Setting(string name, object? value) => name == nameof(StorageOptions.Root)
        ? $"// \"{name}\": \"/var/lib/causalclipseg\""
        : $"\"{name}\": {JsonSerializer.Serialize(value, Json).ReplaceLineEndings("").Replace("  ", " ", StringComparison.Ordinal)}";

    private static SortedDictionary<string, object?> Masked(object value, Type type)
    {
        var shown = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in SettingsSection.Settable(type))
            shown[property.Name] = property.GetValue(value) switch
            {
                string text when SecretWords.Any(word => property.Name.Contains(word, StringComparison.OrdinalIgnoreCase)) => text.Length == 0 ? "" : "***",
                string text => Secrets.Mask(text),
                Uri address => Secrets.Mask(address.OriginalString),
                IEnumerable items and not string => items,
                { } inner when SettingsSection.IsNested(property) => Masked(inner, property.PropertyType),
                var other => other,
            };
        return shown;
    }

    private static Dictionary<string, string> Summaries()
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"{typeof(SettingsDocument).Assembly.GetName().Name}.xml");
        return XDocument.Load(file).Descendants("member").Where(member => member.Element("summary") is not null).ToDictionary(
            member => member.Attribute("name")?.Value ?? "",
            member => string.Join(' ', string.Concat((member.Element("summary")?.Nodes() ?? []).Select(Said)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    /// <summary>A reference to another setting is said by its name.</summary>
    private static string Said(XNode node) => node is XElement element && element.Attribute("cref") is { Value: var target } ? target[(target.LastIndexOf('.') + 1)..] : node is XElement other ? other.Value : $"{node}";
}
