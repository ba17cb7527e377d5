namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>A file that a verb writes at the end of long work: that it can be written is found out before the work begins.</summary>
internal static class OutputFile
{
    /// <summary>Writes a file; where that fails, as on a disk without room, none is left behind that looks like a result.</summary>
    public static async Task<T> WriteAsync<T>(string path, Func<string, Task<T>> write)
    {
        var (wasThere, isWhole) = (Path.Exists(path), false);
        try
        {
            var result = await write(path).ConfigureAwait(false);
            isWhole = true;
            return result;
        }
        finally
        {
            if (!isWhole && !wasThere && File.Exists(path))
                File.Delete(path);
        }
    }

    /// <exception cref="RefusedException">The file cannot be written; one that is there is left as it is.</exception>
    public static void Require(string path)
    {
        var isNew = !Path.Exists(path);
        try
        {
            using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write))
            {
            }
            if (isNew)
                File.Delete(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RefusedException($"{path} cannot be written: {problem.Message}");
        }
    }
}
