namespace CausalClipSeg.Model;

/// <summary>Puts a finished bundle where it belongs: what goes wrong before leaves the folder as it was.</summary>
internal static class BundleFolder
{
    /// <param name="write">Writes a whole bundle into an empty folder.</param>
    public static ModelBundle Fill(string folder, Action<string> write)
    {
        // Inside, so that it lies on the same disk and every move is a renaming.
        var unfinished = Path.Combine(folder, $".unfinished-{Path.GetRandomFileName()}");
        Directory.CreateDirectory(unfinished);
        try
        {
            write(unfinished);
            // The manifest last: until it is there, the hash in the old one refuses the new weights.
            foreach (var file in Directory.GetFiles(unfinished).OrderBy(file => Path.GetFileName(file) == ModelBundle.ManifestFile))
                File.Move(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }
        finally
        {
            Directory.Delete(unfinished, recursive: true);
        }
        return ModelBundle.Load(folder);
    }
}
