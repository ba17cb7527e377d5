using System.Text.RegularExpressions;
using CausalClipSeg.Pipeline.Hosting;
using Microsoft.Extensions.Configuration;

namespace CausalClipSeg.Tests;

/// <summary>The image and the composition without a container engine: rules that linters of Dockerfiles have, and what both say held against what there is.</summary>
public sealed partial class ContainerTests
{
    private static string Dockerfile => RepositoryRoot.Combine("Dockerfile");

    [Fact]
    public void The_Dockerfile_keeps_the_rules_of_its_trade()
    {
        var stages = Instructions().ToList();
        var froms = stages.Where(i => i.Word == "FROM").Select(i => i.Text).ToList();
        var names = froms.Select(from => from.Split(" AS ")[^1]).ToList();
        froms.Select(from => from.Split(' ')[0]).Where(image => !names.Contains(image)).ShouldAllBe(image => image.Contains(':') && !image.EndsWith(":latest"), "a base image names its version");
        froms.Where(from => from.Contains("mcr.microsoft.com")).ShouldAllBe(from => from.Contains("-noble"), "Ubuntu 24.04");
        stages.ShouldNotContain(i => i.Word == "ADD" || i.Word == "MAINTAINER");
        stages.Where(i => i.Word == "RUN" && i.Text.Contains("apt-get install")).ShouldAllBe(i =>
            i.Text.Contains("apt-get update") && i.Text.Contains(" -y ") && i.Text.Contains("--no-install-recommends") && i.Text.Contains("rm -rf /var/lib/apt/lists/*"));
        stages.ShouldAllBe(i => !i.Text.Contains("sudo ") && !i.Text.Contains("curl ") && !i.Text.Contains("wget "));
        stages.Last(i => i.Word == "USER").Text.ShouldBe("app", "nothing runs as root");
        stages.Where(i => i.Word is "ENTRYPOINT" or "CMD").ShouldAllBe(i => i.Text.StartsWith('['), "no shell between the engine and the process");
        stages.Where(i => i.Word == "WORKDIR").ShouldAllBe(i => i.Text.StartsWith('/'));
        var copies = stages.Where(i => i.Word == "COPY" && i.Text.StartsWith("--from=", StringComparison.Ordinal)).Select(i => i.Text.Split(' ')[0]["--from=".Length..]);
        copies.ShouldBeSubsetOf(names);
        names.ShouldContain("gpu");
        names[^1].ShouldBe("cpu", "what is built when no target is named");
    }

    [Fact]
    public async Task What_the_Dockerfile_names_is_there()
    {
        var text = await File.ReadAllTextAsync(Dockerfile, TestContext.Current.CancellationToken);
        foreach (Match project in ProjectFile().Matches(text))
            File.Exists(RepositoryRoot.Combine(project.Value)).ShouldBeTrue(project.Value);
        text.ShouldContain("-p:DicomLibrary=fo-dicom -p:TorchBackend=cuda");
        // CharLS, OpenJPEG and OpenMP by the very names that the package manager knows.
        foreach (var package in Packages().Match(text).Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            (await Tool.Run("apt-cache", ["show", "--no-all-versions", package])).ShouldSucceed();
        var exposed = Instructions().Single(i => i.Word == "EXPOSE").Text.Split(' ');
        exposed.ShouldBe(["11112", "2575", "8080"], "the doors' own ports");
        var environment = Setting().Matches(text).Select(match => KeyValuePair.Create<string, string?>($"{match.Groups[1].Value}:{match.Groups[2].Value}", "/x"));
        ConfigurationCheck.Problems(new ConfigurationBuilder().AddInMemoryCollection(environment).Build()).ShouldBeEmpty();
        (await Tool.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), "run", "--help"])).ShouldSucceed();
        foreach (var ignored in new[] { "deploy/secrets", ".git", "**/bin", "**/obj" })
            (await File.ReadAllLinesAsync(RepositoryRoot.Combine(".dockerignore"), TestContext.Current.CancellationToken)).ShouldContain(ignored, "no secret and no rubbish in the image");
    }

    [Fact]
    public async Task What_builds_the_image_without_an_engine_knows_every_instruction_of_the_Dockerfile()
    {
        var script = await File.ReadAllTextAsync(RepositoryRoot.Combine("deploy", "try-image"), TestContext.Current.CancellationToken);
        var known = Performed().Matches(script).Select(match => match.Groups[1].Value).ToList();
        Instructions().Select(i => i.Word).Distinct().ShouldBeSubsetOf(known);
        (await Tool.Run("bash", ["-n", RepositoryRoot.Combine("deploy", "try-image")])).ShouldSucceed();
        (await Tool.Run(RepositoryRoot.Combine("deploy", "try-image"), ["--help"])).ShouldSucceed().Output.ShouldContain("--dicom");
    }

    [Fact]
    public async Task The_composition_is_read_by_docker_compose_and_its_settings_and_secrets_are_right()
    {
        var compose = Peers.Require(Peers.DockerCompose);
        var file = RepositoryRoot.Combine("docker-compose.yml");
        await using var folder = new TemporaryFolder("compose");
        var deploy = folder.Folder("deploy");
        File.Copy(file, folder.File("docker-compose.yml"));
        File.Copy(RepositoryRoot.Combine("deploy", "make-secrets"), Path.Combine(deploy, "make-secrets"));
        (await Tool.Run(Path.Combine(deploy, "make-secrets"), [])).ShouldSucceed();

        var services = (await Tool.Run(compose, ["-f", folder.File("docker-compose.yml"), "config", "--services"])).ShouldSucceed().Output;
        foreach (var service in new[] { "rabbitmq", "postgres", "orthanc", "migrate", "worker", "trainer", "prometheus", "grafana" })
            services.ShouldContain(service);
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        foreach (Match secret in SecretFile().Matches(text))
            File.Exists(folder.File("deploy", "secrets", secret.Groups[1].Value)).ShouldBeTrue($"deploy/make-secrets makes {secret.Groups[1].Value}");
        foreach (Match mounted in Mounted().Matches(text))
            Directory.Exists(RepositoryRoot.Combine(mounted.Groups[1].Value)).ShouldBeTrue($"{mounted.Groups[1].Value} is mounted");
        var settings = ComposeSetting().Matches(text).Select(match => KeyValuePair.Create<string, string?>($"{match.Groups[1].Value}:{match.Groups[2].Value.Replace("__", ":")}", match.Groups[3].Value.Trim('"')));
        ConfigurationCheck.Problems(new ConfigurationBuilder().AddInMemoryCollection(settings).AddKeyPerFile(folder.File("deploy", "secrets")).Build()).ShouldBeEmpty();
        foreach (var rule in new[] { "read_only: true", "cap_drop: [\"ALL\"]", "no-new-privileges:true", "core: 0" })
            text.ShouldContain(rule);
        Port().Matches(text).ShouldAllBe(port => port.Value.StartsWith("\"127.0.0.1:"));
    }

    /// <summary>Each instruction with its continued lines, comments left out.</summary>
    private static IEnumerable<(string Word, string Text)> Instructions()
    {
        var text = File.ReadAllText(Dockerfile).Replace("\\\n", " ", StringComparison.Ordinal);
        return text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => (line.Split(' ')[0], string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])));
    }

    [GeneratedRegex(@"^    ([A-Z]+)\)", RegexOptions.Multiline)]
    private static partial Regex Performed();

    [GeneratedRegex(@"src/\S+\.csproj")]
    private static partial Regex ProjectFile();

    [GeneratedRegex(@"--no-install-recommends ([a-z0-9 .+-]+)")]
    private static partial Regex Packages();

    [GeneratedRegex(@"\b([A-Z]\w+?)__(\w+)=")]
    private static partial Regex Setting();

    [GeneratedRegex(@"file: \./deploy/secrets/([\w.-]+)")]
    private static partial Regex SecretFile();

    [GeneratedRegex(@"- \./(deploy/[\w/]+):")]
    private static partial Regex Mounted();

    [GeneratedRegex(@"^    ([A-Z][a-z]\w+?)__(\w+): (.+)$", RegexOptions.Multiline)]
    private static partial Regex ComposeSetting();

    [GeneratedRegex("\"[\\d.:]+:\\d+\"")]
    private static partial Regex Port();
}
