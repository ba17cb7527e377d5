namespace CausalClipSeg.Model;

/// <summary>Turns a trained network into a bundle folder.</summary>
internal static class BundleWriter
{
    private const string MergesHeader = "#version: 0.2 - learnt by CausalClipSeg.Model, in the layout of CLIP's merges";

    public static ModelBundle Write(CausalClipSegNetwork network, TrainingStart start, IReadOnlyDictionary<string, double> metrics, long steps)
    {
        var run = start.Options;
        var template = start.Parent?.Manifest ?? new BundleManifest
        {
            Name = run.BundleName, Version = run.BundleVersion, Geometry = run.Geometry, Preprocessing = run.Preprocessing,
            WeightsSha256 = "", CaptionGrammar = start.Grammar,
        };
        var manifest = template with
        {
            Name = run.BundleName,
            Version = run.BundleVersion,
            WeightsFile = BundleManifest.OwnWeights,
            MergesFile = BundleManifest.NameOfMerges(template.MergesFile),
            Preprocessing = run.Preprocessing,
            MirrorAveraging = start.MirrorAveraging,
            Metrics = metrics,
            Training = run.TrainingNote ?? Note(start, steps),
        };
        return BundleFolder.Fill(run.OutputFolder, unfinished =>
        {
            if (start.Merges is { } merges)
                File.WriteAllLines(Path.Combine(unfinished, manifest.MergesFile), [MergesHeader, .. merges]);
            else
                File.Copy(start.Parent!.MergesPath, Path.Combine(unfinished, manifest.MergesFile));
            NetworkWeights.SaveCompact(network, Path.Combine(unfinished, manifest.WeightsFile));
            ModelCard.Write(unfinished, manifest, learntHere: true);
            ModelBundle.Create(unfinished, manifest);
        });
    }

    private static string Note(TrainingStart start, long steps)
    {
        var origin = start.Parent is { } parent ? $"the bundle {parent.Manifest.Name} {parent.Manifest.Version}" : "random weights";
        return $"From {origin}: {steps} steps of {start.Options.BatchSize} pictures, seed {start.Options.Seed}.";
    }
}
