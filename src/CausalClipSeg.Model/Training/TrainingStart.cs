
namespace CausalClipSeg.Model;

/// <summary>The network, words and settings that a run begins with: fresh from the seed, or a bundle's.</summary>
internal sealed record TrainingStart(
    TrainingOptions Options, CausalClipSegNetwork Network, ClipTokenizer Tokenizer, CaptionGrammar Grammar, IReadOnlyList<string>? Merges, ModelBundle? Parent)
{
    /// <summary>As <see cref="RunFingerprint"/>; empty where nothing is gone on with.</summary>
    public IReadOnlyDictionary<string, string> Fingerprint { get; init; } = new Dictionary<string, string>();

    /// <summary>Answers are judged as the finished bundle will give them.</summary>
    public bool MirrorAveraging => Options.MirrorAveraging ?? Parent?.Manifest.MirrorAveraging ?? false;

    /// <exception cref="TrainingRefusedException">No network can be built or fed as the options say.</exception>
    public static TrainingStart From(TrainingOptions options)
    {
        if (options.InitialBundle is { } folder)
        {
            var bundle = ModelBundle.Load(folder);
            var adopted = Sound(options with { Geometry = bundle.Manifest.Geometry, Preprocessing = Sized(bundle.Manifest.Preprocessing, options) });
            return new TrainingStart(adopted, bundle.LoadNetwork(), bundle.LoadTokenizer(), bundle.Manifest.CaptionGrammar, null, bundle);
        }
        var grammar = new CaptionGrammar();
        var merges = CompactPreset.LearnMerges(grammar);
        var tokenizer = ClipTokenizer.FromMerges(merges);
        var fitting = Sound(options with { Geometry = options.Geometry with { Vocabulary = tokenizer.VocabularySize }, Preprocessing = Sized(options.Preprocessing, options) });
        return new TrainingStart(fitting, FirstWeights.Draw(fitting.Geometry, options.Seed), tokenizer, grammar, merges, null);
    }

    private static TrainingOptions Sound(TrainingOptions run) =>
        (run.Geometry.Problem() ?? run.Preprocessing.Problem()) is { } problem ? throw new TrainingRefusedException($"No network can be trained like this: {problem}.") : run;

    private static Preprocessing Sized(Preprocessing preprocessing, TrainingOptions options) =>
        options.InputSize is { } side ? preprocessing with { InputSize = side } : preprocessing;
}
