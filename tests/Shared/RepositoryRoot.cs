namespace CausalClipSeg.Tests;

/// <summary>Finds the checkout that the tests were built in, so that they can read its bundles, documents and launcher.</summary>
public static class RepositoryRoot
{
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    public static string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "CausalClipSeg.Pipeline.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException(
            $"No CausalClipSeg.Pipeline.sln in {start} or above it; run the tests from where they were built, inside the checkout.");
    }
}
