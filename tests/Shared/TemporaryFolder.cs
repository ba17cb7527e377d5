namespace CausalClipSeg.Tests;

/// <summary>A folder of its own for one test or one server; gone afterwards unless PIPELINE_TESTS_KEEP is 1.</summary>
public sealed class TemporaryFolder : IDisposable, IAsyncDisposable
{
    /// <param name="below">Where it lies; the system's temporary folder when absent.</param>
    public TemporaryFolder(string purpose = "test", string? below = null) => Path = below is null
        ? Directory.CreateTempSubdirectory($"causalclipseg-{purpose}-").FullName
        : Directory.CreateDirectory(System.IO.Path.Combine(below, $"causalclipseg-{purpose}-{Guid.NewGuid():n}")).FullName;

    /// <summary>True where the folders of a run are wanted for reading after it.</summary>
    public static bool Kept => Environment.GetEnvironmentVariable("PIPELINE_TESTS_KEEP") == "1";

    public string Path { get; }

    public string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public string Folder(params string[] parts) => Directory.CreateDirectory(File(parts)).FullName;

    public void Dispose()
    {
        for (var tries = 1; !Kept && Directory.Exists(Path); tries++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException) when (tries < 50)
            {
                // Whoever is just ending has written once more.
                Thread.Sleep(100);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
