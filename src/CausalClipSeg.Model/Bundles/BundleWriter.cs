namespace CausalClipSeg.Model;

/// <summary>Turns a trained network into a bundle folder.</summary>
internal static class BundleWriter
{
    private const string MergesHeader = "#version: 0.2 - learnt by CausalClipSeg.Model, in the layout of CLIP's merges";

    public static ModelBundle Write(CausalClipSegNetwork network, TrainingStart start, EvaluationResult validation)
    {
        var run = start.Options;
        Directory.CreateDirectory(run.OutputFolder);
        var template = start.Parent?.Manifest ?? new BundleManifest
        {
            Name = run.BundleName, Version = run.BundleVersion, Geometry = run.Geometry, Preprocessing = run.Preprocessing,
            WeightsSha256 = "", CaptionGrammar = start.Grammar,
        };
        var manifest = template with
        {
            Name = run.BundleName,
            Version = run.BundleVersion,
            Metrics = new Dictionary<string, double>
            {
                ["validDice"] = validation.Dice, ["validIou"] = validation.Iou,
                ["validGlobalDice"] = validation.GlobalDice, ["validGlobalIou"] = validation.GlobalIou, ["validCases"] = validation.Cases,
            },
        };
        if (start.Merges is { } merges)
            File.WriteAllLines(Path.Combine(run.OutputFolder, manifest.MergesFile), [MergesHeader, .. merges]);
        else
            File.Copy(start.Parent!.MergesPath, Path.Combine(run.OutputFolder, manifest.MergesFile), overwrite: true);
        NetworkWeights.SaveCompact(network, Path.Combine(run.OutputFolder, manifest.WeightsFile));
        return ModelBundle.Create(run.OutputFolder, manifest);
    }
}
