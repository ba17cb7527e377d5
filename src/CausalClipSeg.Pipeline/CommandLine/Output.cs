using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Exactly one JSON document on standard output; everything for people goes to standard error.</summary>
internal static class Output
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public static void WriteJson<T>(T document) => Console.Out.WriteLine(JsonSerializer.Serialize(document, Json));

    /// <summary>A verb that changes something has done so.</summary>
    public static int Done(bool json, string line)
    {
        if (json)
            WriteJson(new { done = true });
        Say(line);
        return ExitCode.Done;
    }

    /// <summary>A verb that has said nothing yet says why it does not do what it was asked for: to people, and with --json to a program, too.</summary>
    public static int Refused(ParseResult parsed, string sentence, int code)
    {
        if (parsed.Tokens.Any(word => word.Value == "--json"))
            WriteJson(new { error = sentence, exitCode = code });
        Say(sentence);
        return code;
    }

    public static void Say(string line) => Console.Error.WriteLine(line);
}
