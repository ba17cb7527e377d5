using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CausalClipSeg.Tests;

/// <summary>What the product is made of: locked, and told by a command.</summary>
public sealed partial class DependencyTests
{
    [Fact]
    public async Task The_bill_of_materials_names_each_package_with_its_hash_the_runtime_and_the_model()
    {
        var told = (await Tool.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), "sbom"])).ShouldSucceed();
        using var bill = JsonDocument.Parse(told.Output);
        var root = bill.RootElement;
        (Text(root, "bomFormat"), Text(root, "specVersion")).ShouldBe(("CycloneDX", "1.6"));
        Text(root, "serialNumber").ShouldMatch("^urn:uuid:[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$");
        DateTimeOffset.Parse(Text(root.GetProperty("metadata"), "timestamp"), null).ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);

        var components = root.GetProperty("components").EnumerateArray().ToList();
        var libraries = components.Where(c => Text(c, "type") == "library").ToList();
        libraries.Count.ShouldBeGreaterThan(40);
        foreach (var library in libraries)
        {
            Text(library, "purl").ShouldBe($"pkg:nuget/{Text(library, "name")}@{Text(library, "version")}");
            var hash = library.GetProperty("hashes")[0];
            (Text(hash, "alg"), Text(hash, "content").Length).ShouldBe(("SHA-512", 128), Text(library, "purl"));
        }
        foreach (var package in new[] { "MassTransit", "TorchSharp", "Npgsql", "SkiaSharp" })
            libraries.Select(library => (Text(library, "name"), Text(library, "version"))).ShouldContain((package, Locked("src/CausalClipSeg.Pipeline")[package]));
        components.ShouldContain(c => Text(c, "type") == "framework" && Text(c, "version") == Environment.Version.ToString());
        var model = components.Single(c => Text(c, "type") == "machine-learning-model");
        var weights = await File.ReadAllBytesAsync(RepositoryRoot.Combine("models", Text(model, "name"), "weights.safetensors"), TestContext.Current.CancellationToken);
        Text(model.GetProperty("hashes")[0], "content").ShouldBe(Convert.ToHexStringLower(SHA256.HashData(weights)));

        var references = components.Select(c => Text(c, "bom-ref")).Append(Text(root.GetProperty("metadata").GetProperty("component"), "bom-ref")).ToList();
        references.ShouldBeUnique();
        var dependencies = root.GetProperty("dependencies").EnumerateArray().ToList();
        var known = dependencies.Select(d => Text(d, "ref")).ToHashSet();
        known.IsSupersetOf(libraries.Select(c => Text(c, "bom-ref"))).ShouldBeTrue();
        dependencies.SelectMany(d => d.GetProperty("dependsOn").EnumerateArray().Select(r => r.GetString()!)).ShouldAllBe(reference => known.Contains(reference) || references.Contains(reference));
    }

    [Fact]
    public void Every_project_is_locked_to_the_versions_that_the_central_list_names()
    {
        var central = XDocument.Load(RepositoryRoot.Combine("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);
        foreach (var project in Directory.EnumerateFiles(RepositoryRoot.Path, "*.csproj", SearchOption.AllDirectories).Where(file => !file.Contains("/bin/") && !file.Contains("/obj/")))
        {
            var folder = Path.GetRelativePath(RepositoryRoot.Path, Path.GetDirectoryName(project)!);
            File.Exists(RepositoryRoot.Combine(folder, "packages.lock.json")).ShouldBeTrue($"{folder} has no packages.lock.json; run: dotnet restore, and commit what it writes.");
            var locked = Locked(folder);
            foreach (var package in XDocument.Load(project).Descendants("PackageReference").Where(p => p.Attribute("Condition") is null && p.Parent?.Attribute("Condition") is null).Select(p => p.Attribute("Include")!.Value))
                locked.GetValueOrDefault(package).ShouldBe(central[package], $"{folder}: {package}; run: dotnet restore --force-evaluate, and commit what it writes.");
        }
    }

    [Fact]
    public void No_lock_file_names_the_place_that_packages_came_from() =>
        Directory.EnumerateFiles(RepositoryRoot.Path, "packages.lock.json", SearchOption.AllDirectories).ShouldAllBe(file => !Address().IsMatch(File.ReadAllText(file)));

    /// <summary>Name and version of each package that a project restores to.</summary>
    private static Dictionary<string, string> Locked(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.Combine(folder, "packages.lock.json")));
        return document.RootElement.GetProperty("dependencies").EnumerateObject().First().Value.EnumerateObject()
            .Where(package => package.Value.TryGetProperty("resolved", out _)).ToDictionary(package => package.Name, package => Text(package.Value, "resolved"));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    [GeneratedRegex("https?://")]
    private static partial Regex Address();
}
