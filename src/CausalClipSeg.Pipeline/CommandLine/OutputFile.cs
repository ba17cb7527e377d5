namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>A file that a verb writes at the end of long work: that it can be written is found out before the work begins.</summary>
internal static class OutputFile
{
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
