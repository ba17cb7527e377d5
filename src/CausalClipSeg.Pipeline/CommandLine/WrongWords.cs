using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>What the parser finds wrong, in words: it names .NET's types, and says of a verb that there is not also that one is missing.</summary>
internal static partial class WrongWords
{
    public static IReadOnlyList<string> Sentences(IReadOnlyList<ParseError> errors)
    {
        List<string> sentences = [.. errors.Select(error => Plain(error.Message))];
        return sentences.Exists(IsUnknown) ? sentences.FindAll(IsUnknown) : sentences;
    }

    private static bool IsUnknown(string sentence) => sentence.StartsWith("Unrecognized command", StringComparison.Ordinal);

    private static string Plain(string message)
    {
        if (Conversion().Match(message) is not { Success: true } found)
            return message;
        var (given, name, type, words) = (found.Groups["given"].Value, found.Groups["name"].Value, found.Groups["type"].Value, found.Groups["words"].Value);
        return $"{name} is {(words.Length > 0 ? $"one of {string.Join(", ", words.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))}" : Kind(type))}, not '{given}'.";
    }

    private static string Kind(string type) => type switch
    {
        "System.Int32" or "System.Int64" => "a whole number",
        "System.Double" or "System.Single" => "a number",
        "System.Guid" => "given an id (36 letters, digits and hyphens; the lists print them)",
        "System.DateTimeOffset" => "a moment, such as 2026-11-27T10:15:00Z",
        "System.Boolean" => "true or false",
        _ => "something else",
    };

    [GeneratedRegex(@"^Cannot parse argument '(?<given>.*)' for (option|command) '(?<name>.*)' as expected type '(System\.Nullable`1\[)?(?<type>[^'\[\],]*).*?'\.(.*\?\s*(?<words>.*))?$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Conversion();
}
