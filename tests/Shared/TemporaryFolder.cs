namespace CausalClipSeg.Tests;

/// <summary>A folder of its own for one test or one server; gone afterwards unless PIPELINE_TESTS_KEEP is 1.</summary>
public sealed class TemporaryFolder : IDisposable, IAsyncDisposable
{
    public TemporaryFolder(string purpose = "test") =>
        Path = Directory.CreateTempSubdirectory($"causalclipseg-{purpose}-").FullName;

    /// <summary>True where the folders of a run are wanted for reading after it.</summary>
    public static bool Kept => Environment.GetEnvironmentVariable("PIPELINE_TESTS_KEEP") == "1";

    public string Path { get; }

    public string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public string Folder(params string[] parts) => Directory.CreateDirectory(File(parts)).FullName;

    public void Dispose()
    {
        if (!Kept && Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
