namespace CausalClipSeg.Pipeline.Storage;

/// <summary>Whether the folder that everything is written into can be written into, or made; found out with a file that is gone at once, since only the system knows.</summary>
internal static class StorageRoot
{
    /// <returns>Null where it can.</returns>
    public static string? Problem(string root)
    {
        var full = Path.GetFullPath(root);
        var nearest = full;
        while (!Path.Exists(nearest) && Path.GetDirectoryName(nearest) is { } above)
            nearest = above;
        try
        {
            using var trial = new FileStream(Path.Combine(nearest, $".{Guid.NewGuid():n}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return $"Storage:Root is {full}, and {Environment.UserName} cannot write there ({nearest}: {closed.Message.TrimEnd('.')}). Name a folder that this user may write into, or give it to this user.";
        }
    }
}
