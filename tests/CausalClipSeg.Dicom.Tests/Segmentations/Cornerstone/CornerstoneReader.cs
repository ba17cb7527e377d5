using System.Security.Cryptography;
using System.Text.Json;
using CausalClipSeg.Tests;

namespace CausalClipSeg.Dicom.Tests.Segmentations.Cornerstone;

/// <summary>What a segment covers on one source image, as the viewer rebuilt it: a byte a pixel, 0 or 1.</summary>
internal sealed record RebuiltMask(int Segment, string Source, byte[] Pixels);

/// <summary>The label maps that the reader made of a segmentation; <see cref="Failure"/> is what it said where it made none.</summary>
internal sealed record RebuiltSegmentation(IReadOnlyList<RebuiltMask> Masks, string? Failure)
{
    /// <summary>All zero where the viewer shows nothing of the segment on the image.</summary>
    public byte[] Mask(int segment, string source, int pixels) =>
        Masks.SingleOrDefault(mask => mask.Segment == segment && mask.Source == source)?.Pixels ?? new byte[pixels];
}

/// <summary>
/// The SEG reader of OHIF (@cornerstonejs/adapters on dcmjs) under Node.js. Its packages are installed once for each lock file, into the user's cache.
/// </summary>
internal static class CornerstoneReader
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);
    private static readonly SemaphoreSlim _installing = new(1);
    private static readonly TimeSpan _installationLimit = TimeSpan.FromMinutes(5);

    private static string Sources => RepositoryRoot.Combine("tests", "CausalClipSeg.Dicom.Tests", "Segmentations", "Cornerstone");

    public static async Task<RebuiltSegmentation> Read(byte[] segmentation, IReadOnlyList<byte[]> sources)
    {
        var reader = await Installed();
        await using var folder = new TemporaryFolder("cornerstone");
        var files = new List<string>();
        foreach (var (bytes, index) in sources.Prepend(segmentation).Select((bytes, index) => (bytes, index)))
        {
            files.Add(folder.File($"{index}.dcm"));
            await File.WriteAllBytesAsync(files[^1], bytes);
        }

        var result = await Tool.Run(Peers.Require(Peers.Node), [reader, .. files]);
        // The libraries write warnings of their own before the one line that is the answer.
        return result.ExitCode == 0
            ? JsonSerializer.Deserialize<RebuiltSegmentation>(result.Output.TrimEnd().Split('\n')[^1], _json) ?? throw new InvalidDataException("The reader answered nothing.")
            : new RebuiltSegmentation([], result.Everything);
    }

    private static async Task<string> Installed()
    {
        var npm = Peers.Require(Peers.Npm);
        var cache = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var inputs = new[] { "package.json", "package-lock.json", "read-seg.mjs" }.Select(name => Path.Combine(Sources, name)).ToArray();
        var version = Convert.ToHexStringLower(SHA256.HashData([.. inputs.SelectMany(File.ReadAllBytes)]))[..16];
        var folder = Path.Combine(cache, "causalclipseg", $"read-seg-{version}");
        var reader = Path.Combine(folder, "reader.cjs");
        await _installing.WaitAsync();
        try
        {
            if (!File.Exists(reader)) await Install(npm, inputs, folder, reader);
            return reader;
        }
        finally
        {
            _installing.Release();
        }
    }

    private static async Task Install(string npm, string[] inputs, string folder, string reader)
    {
        Directory.CreateDirectory(folder);
        foreach (var input in inputs) File.Copy(input, Path.Combine(folder, Path.GetFileName(input)), overwrite: true);
        var installed = await Tool.Run(
            npm, ["ci", "--prefix", folder, "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund"], limit: _installationLimit);
        if (installed.ExitCode != 0 && !Peers.Required) Assert.Skip($"npm could not install the reader of OHIF: {installed.Error}");
        installed.ShouldSucceed();
        var bundler = Directory.GetFiles(Path.Combine(folder, "node_modules", "@esbuild"), "esbuild", SearchOption.AllDirectories).Single();
        (await Tool.Run(bundler, [Path.Combine(folder, "read-seg.mjs"), "--bundle", "--platform=node", $"--outfile={reader}.new", "--log-level=error"])).ShouldSucceed();
        File.Move($"{reader}.new", reader, overwrite: true);
    }
}
