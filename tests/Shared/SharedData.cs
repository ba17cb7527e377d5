namespace CausalClipSeg.Tests;

/// <summary>Third-party data that is read in place and never copied into the repository: <c>../shared</c> beside it, or CAUSALCLIPSEG_SHARED.</summary>
public static class SharedData
{
    private const string Variable = "CAUSALCLIPSEG_SHARED";

    public static string Root { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } configured
        ? Path.GetFullPath(configured)
        : Path.GetFullPath(RepositoryRoot.Combine("..", "shared"));

    public static bool Has(string relative) => Path.Exists(Path.Combine(Root, relative));

    /// <summary>The full path of a shared file or folder; the running test is skipped, with the reason, where it is absent.</summary>
    public static string Require(string relative)
    {
        if (!Has(relative))
            Assert.Skip($"{relative} is not in {Root}; set {Variable} to the folder that holds the shared data.");
        return Path.Combine(Root, relative);
    }
}
