using System.Security.Cryptography;

namespace CausalClipSeg.Tests;

/// <summary>deploy/kubernetes against the schemas of Kubernetes and KEDA, under Node.js; the schemas are installed once for each lock file, into the user's cache.</summary>
public sealed class ManifestTests
{
    private static readonly TimeSpan _installationLimit = TimeSpan.FromMinutes(3);

    private static string Sources => RepositoryRoot.Combine("tests", "CausalClipSeg.Pipeline.Tests", "Deployment", "Kubernetes");

    private static string Manifests => RepositoryRoot.Combine("deploy", "kubernetes");

    [Fact]
    public async Task Every_manifest_fits_the_schema_of_its_kind_and_one_that_does_not_is_found()
    {
        var installed = await Installed();
        var files = Directory.GetFiles(Manifests, "*.yaml");
        var good = await Check(installed, files);
        good.ShouldSucceed();
        foreach (var kind in new[] { "Deployment intake", "Deployment worker", "Deployment trainer", "ScaledObject worker", "PodDisruptionBudget worker", "NetworkPolicy intake", "Job migrate" })
            good.Output.ShouldContain(kind);

        await using var folder = new TemporaryFolder("manifests");
        await File.WriteAllTextAsync(folder.File("bad.yaml"), (await File.ReadAllTextAsync(Path.Combine(Manifests, "intake.yaml"), TestContext.Current.CancellationToken)).Replace("replicas: 2", "replicas: two"), TestContext.Current.CancellationToken);
        (await Check(installed, folder.File("bad.yaml"))).Error.ShouldContain("spec/replicas must be integer");
    }

    [Fact]
    public void Kustomize_names_every_manifest_and_every_pod_is_closed()
    {
        var named = File.ReadAllLines(Path.Combine(Manifests, "kustomization.yaml")).Where(line => line.StartsWith("  - ", StringComparison.Ordinal)).Select(line => line[4..]);
        named.ShouldBe(Directory.GetFiles(Manifests, "*.yaml").Select(Path.GetFileName).Where(name => name != "kustomization.yaml"), ignoreOrder: true);
        foreach (var pod in new[] { "intake", "worker", "trainer", "migrate" })
        {
            var manifest = File.ReadAllText(Path.Combine(Manifests, $"{pod}.yaml"));
            foreach (var rule in new[] { "runAsNonRoot: true", "readOnlyRootFilesystem: true", "allowPrivilegeEscalation: false", "drop: [ALL]", "automountServiceAccountToken: false", "seccompProfile: { type: RuntimeDefault }" })
                manifest.ShouldContain(rule, Case.Sensitive, pod);
        }
    }

    private static Task<ToolResult> Check(string installed, params string[] files) =>
        Tool.Run(Peers.Require(Peers.Node), [Path.Combine(Sources, "check-manifests.mjs"), installed, .. files]);

    private static async Task<string> Installed()
    {
        var npm = Peers.Require(Peers.Npm);
        var cache = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var lockFile = Path.Combine(Sources, "package-lock.json");
        var folder = Path.Combine(cache, "causalclipseg", $"check-manifests-{Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(lockFile, TestContext.Current.CancellationToken)))[..16]}");
        if (File.Exists(Path.Combine(folder, "installed")))
            return folder;
        Directory.CreateDirectory(folder);
        foreach (var name in new[] { "package.json", "package-lock.json" })
            File.Copy(Path.Combine(Sources, name), Path.Combine(folder, name), overwrite: true);
        var result = await Tool.Run(npm, ["ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"], limit: _installationLimit);
        if (result.ExitCode != 0 && !Peers.Required)
            Assert.Skip($"npm could not install the schemas of Kubernetes: {result.Error}");
        result.ShouldSucceed();
        await File.WriteAllTextAsync(Path.Combine(folder, "installed"), "", TestContext.Current.CancellationToken);
        return folder;
    }
}
