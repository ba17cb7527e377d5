namespace CausalClipSeg.Tests;

/// <summary>What dicom3tools' dciodvfy says of a file: the independent judge of IOD conformance.</summary>
public sealed record DciodvfyVerdict(string InformationObject, IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings)
{
    public void ShouldBeClean() =>
        Errors.Concat(Warnings).ShouldBeEmpty($"dciodvfy, {InformationObject}:\n{string.Join('\n', Errors.Concat(Warnings))}");
}

/// <summary>Runs dciodvfy.</summary>
public static class Dciodvfy
{
    public static async Task<DciodvfyVerdict> Check(string file)
    {
        var result = await Tool.Run(Peers.Require(Peers.Dciodvfy), [file]);
        var lines = result.Everything.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] errors = [.. lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal))];
        string[] warnings = [.. lines.Where(line => line.StartsWith("Warning", StringComparison.Ordinal))];
        var named = lines.Except(errors).Except(warnings).FirstOrDefault() ?? "";
        if (named.Length == 0 && errors.Length == 0) errors = [$"Error - dciodvfy recognised no information object in {file}"];
        return new DciodvfyVerdict(named, errors, warnings);
    }

    public static async Task<DciodvfyVerdict> Check(byte[] file)
    {
        await using var folder = new TemporaryFolder("dciodvfy");
        var path = folder.File("object.dcm");
        await File.WriteAllBytesAsync(path, file);
        return await Check(path);
    }
}
