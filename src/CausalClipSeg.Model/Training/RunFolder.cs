namespace CausalClipSeg.Model;

/// <summary>Sees to it before the first step that a run destroys nothing that lies in its folder unless it was told to.</summary>
internal static class RunFolder
{
    /// <exception cref="TrainingRefusedException">Another run's checkpoint or a bundle is there.</exception>
    public static void Require(TrainingOptions options)
    {
        var folder = options.OutputFolder;
        if (options.InitialBundle is { } parent && Real(parent) == Real(folder))
            throw new TrainingRefusedException($"{folder}: a run cannot end in the folder of the bundle that it begins with. Give another --out.");
        if (options.Overwrite)
            return;
        var begun = File.Exists(Path.Combine(folder, TrainingCheckpoint.FileName));
        if (begun && !options.Resume)
            throw new TrainingRefusedException($"{folder}: a run has left its checkpoint here. Go on with it (--resume), begin anew and lose it (--overwrite), or give another --out.");
        if (!begun && File.Exists(Path.Combine(folder, ModelBundle.ManifestFile)))
            throw new TrainingRefusedException($"{folder}: a bundle is here, and no run to go on with. Replace it (--overwrite), or give another --out.");
    }

    private static string Real(string folder)
    {
        var here = new DirectoryInfo(folder);
        return Path.TrimEndingDirectorySeparator((here.Exists ? here.ResolveLinkTarget(returnFinalTarget: true) ?? here : here).FullName);
    }
}
