namespace CausalClipSeg.Tests;

/// <summary>A package of the npm registry, unpacked once into the user's cache.</summary>
internal static class NpmPackage
{
    private static readonly SemaphoreSlim _one = new(1);
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);

    public static async Task<string> Folder(string name, string version)
    {
        var npm = Peers.Require(Peers.Npm);
        var cache = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var folder = Path.Combine(cache, "causalclipseg", $"{name.Replace('/', '-').TrimStart('@')}-{version}");
        await _one.WaitAsync();
        try
        {
            if (!Directory.Exists(folder)) await Fetch(npm, $"{name}@{version}", folder);
            return folder;
        }
        finally
        {
            _one.Release();
        }
    }

    private static async Task Fetch(string npm, string package, string folder)
    {
        var unfinished = folder + ".new";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished);
        var packed = await Tool.Run(npm, ["pack", package, "--pack-destination", unfinished, "--silent"], limit: _limit);
        if (packed.ExitCode != 0 && !Peers.Required) Assert.Skip($"npm could not bring {package}: {packed.Error}");
        packed.ShouldSucceed();
        (await Tool.Run("tar", ["xzf", Directory.GetFiles(unfinished, "*.tgz").Single(), "--strip-components=1", "-C", unfinished])).ShouldSucceed();
        Directory.Move(unfinished, folder);
    }
}
