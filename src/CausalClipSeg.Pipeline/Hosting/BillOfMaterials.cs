using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CausalClipSeg.Model;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>
/// What this very installation is made of, as CycloneDX 1.6 (ECMA-424): each package of the dependency manifest beside the executable with its hash, the .NET
/// that runs it, and the model. Read from what is installed, so that it is true of any image and any machine.
/// </summary>
internal static class BillOfMaterials
{
    private const string Name = "causalclipseg";

    /// <param name="manifest">The deps.json beside the executable.</param>
    /// <param name="bundle">The model in it.</param>
    /// <param name="weights">That model's weights.</param>
    /// <param name="at">When it is drawn up.</param>
    /// <exception cref="InvalidDataException">The manifest is none of .NET's.</exception>
    public static JsonObject Read(string manifest, BundleManifest bundle, string weights, DateTimeOffset at)
    {
        var document = JsonNode.Parse(File.ReadAllText(manifest)) as JsonObject;
        var libraries = document?["libraries"] as JsonObject ?? throw new InvalidDataException($"{manifest} is no dependency manifest of .NET; publish the application with its {Name}.deps.json.");
        var target = (document?["targets"] as JsonObject)?.FirstOrDefault().Value as JsonObject ?? [];
        var references = libraries.ToDictionary(library => library.Key, library => Reference(library.Key, IsPackage(library.Value)));
        var model = Model(bundle, weights);
        var runtime = Runtime();
        return new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["serialNumber"] = $"urn:uuid:{Identity(libraries, model)}",
            ["version"] = 1,
            ["metadata"] = new JsonObject { ["timestamp"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null), ["component"] = Self(libraries) },
            ["components"] = new JsonArray([.. libraries.Where(library => IsPackage(library.Value)).Select(library => Package(library.Key, library.Value)), runtime, model]),
            ["dependencies"] = new JsonArray([.. target.Select(entry => Dependencies(entry.Key, entry.Value, references, entry.Key.StartsWith($"{Name}/", StringComparison.Ordinal) ? [runtime, model] : []))]),
        };
    }

    private static bool IsPackage(JsonNode? library) => library?["type"]?.GetValue<string>() == "package";

    private static (string Name, string Version) Parts(string key) => key.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 ? (key[..slash], key[(slash + 1)..]) : (key, "");

    /// <summary>A package URL; our own projects go by their names.</summary>
    private static string Reference(string key, bool isPackage) => Parts(key) is var (name, version) && isPackage ? $"pkg:nuget/{name}@{version}" : $"{name}@{version}";

    private static JsonObject Self(JsonObject libraries)
    {
        var key = libraries.First(library => library.Key.StartsWith($"{Name}/", StringComparison.Ordinal)).Key;
        return new JsonObject
        {
            ["type"] = "application",
            ["bom-ref"] = Reference(key, isPackage: false),
            ["name"] = Name,
            ["version"] = Parts(key).Version,
            ["licenses"] = new JsonArray(new JsonObject { ["license"] = new JsonObject { ["id"] = "Apache-2.0" } }),
        };
    }

    private static JsonObject Package(string key, JsonNode? library)
    {
        var (name, version) = Parts(key);
        var component = new JsonObject { ["type"] = "library", ["bom-ref"] = Reference(key, isPackage: true), ["name"] = name, ["version"] = version, ["scope"] = "required", ["purl"] = Reference(key, isPackage: true) };
        if (library?["sha512"]?.GetValue<string>() is { } hash && hash.StartsWith("sha512-", StringComparison.Ordinal))
            component["hashes"] = Hashes("SHA-512", Convert.ToHexStringLower(Convert.FromBase64String(hash["sha512-".Length..])));
        return component;
    }

    private static JsonObject Runtime() => new()
    {
        ["type"] = "framework",
        ["bom-ref"] = $"dotnet@{Environment.Version}",
        ["name"] = ".NET",
        ["version"] = Environment.Version.ToString(),
        ["description"] = $"{RuntimeInformation.FrameworkDescription} for {RuntimeInformation.RuntimeIdentifier}",
    };

    private static JsonObject Model(BundleManifest bundle, string weights)
    {
        using var file = File.OpenRead(weights);
        return new JsonObject
        {
            ["type"] = "machine-learning-model",
            ["bom-ref"] = $"{bundle.Name}@{bundle.Version}",
            ["name"] = bundle.Name,
            ["version"] = bundle.Version,
            ["description"] = bundle.Training,
            ["hashes"] = Hashes("SHA-256", Convert.ToHexStringLower(SHA256.HashData(file))),
        };
    }

    private static JsonArray Hashes(string algorithm, string content) => new(new JsonObject { ["alg"] = algorithm, ["content"] = content });

    private static JsonObject Dependencies(string key, JsonNode? entry, Dictionary<string, string> references, JsonObject[] besides)
    {
        var packages = (entry?["dependencies"] as JsonObject ?? []).Select(dependency => references.GetValueOrDefault($"{dependency.Key}/{dependency.Value}"));
        var all = packages.Concat(besides.Select(component => component["bom-ref"]?.GetValue<string>())).Where(reference => reference is not null).Distinct();
        return new JsonObject { ["ref"] = references[key], ["dependsOn"] = new JsonArray([.. all.Select(reference => (JsonNode?)reference)]) };
    }

    /// <summary>The same content has the same number.</summary>
    private static Guid Identity(JsonObject libraries, JsonObject model) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(libraries.ToJsonString() + model.ToJsonString())).AsSpan(0, 16));
}
