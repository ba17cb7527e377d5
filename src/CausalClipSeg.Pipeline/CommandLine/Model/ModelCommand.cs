using System.CommandLine;
using CausalClipSeg.Model;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary><c>model info D</c>, <c>model verify --weights F --io F</c> and <c>model import --from F --out D</c>.</summary>
internal static class ModelCommand
{
    public static Command Create() => new("model", "Shows a bundle; compares the network with the reference.") { Info(), Verify(), Import() };

    private static Command Info()
    {
        var bundle = new Argument<string?>("bundle") { Description = "Folder of a model bundle; the shipped one when absent.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("info", "The manifest of a bundle, after its weights have been checked; JSON in any case.") { bundle, CommonOptions.Json() };
        command.SetAction(parsed =>
        {
            Output.WriteJson(CommonOptions.Manifest(parsed.GetValue(bundle)));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Import()
    {
        var from = new Option<string>("--from") { Description = "PyTorch checkpoint, CLIP TorchScript archive or safetensors file.", Required = true };
        var output = new Option<string>("--out") { Description = "Folder for the bundle.", Required = true };
        var merges = new Option<string?>("--merges") { Description = "CLIP's merges (bpe_simple_vocab_16e6.txt.gz); without them the bundle can neither be asked nor learnt on." };
        var size = new Option<int>("--input-size") { Description = "Side of the network's input in pixels, a multiple of 32.", DefaultValueFactory = _ => 416 };
        var words = new Option<int?>("--word-length") { Description = "Tokens that a sentence is padded or cut to; as the file says (word_len) when absent, or 17." };
        var json = CommonOptions.Json();
        var command = new Command("import", "Makes a bundle of published weights and lists what was loaded, skipped and missing.") { from, output, merges, size, words, json };
        command.SetAction(parsed =>
        {
            var options = new ImportOptions { MergesPath = parsed.GetValue(merges), InputSize = parsed.GetValue(size), WordLength = parsed.GetValue(words) };
            var result = ModelImport.Import(parsed.GetRequiredValue(from), parsed.GetRequiredValue(output), options);
            if (parsed.GetValue(json))
                Output.WriteJson(new { bundle = result.Bundle.Folder, result.Kind, result.Loaded, result.Skipped, result.Missing });
            else
                Output.Say($"{result.Kind}: {result.Loaded.Count} tensors loaded, {result.Skipped.Count} skipped, {result.Missing.Count} initialised.\nskipped: {string.Join(", ", result.Skipped)}\ninitialised: {string.Join(", ", result.Missing)}");
            if (options.MergesPath is not null && SentenceRoom.Of(result.Bundle) is { IsEnough: false } room)
                Output.Say($"The longest sentence of the grammar has {room.Longest} tokens, the network reads {room.Read}: the service parks cases with such sentences. --word-length {room.Longest} lets it read them.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Verify()
    {
        var weights = new Option<string>("--weights") { Description = "Weights of any geometry (safetensors).", Required = true };
        var reference = new Option<string>("--io") { Description = "Inputs, intermediate results and gradients of the reference network (safetensors).", Required = true };
        var json = CommonOptions.Json();
        var command = new Command("verify", "Holds the network against the reference's own numbers: eval 1e-4, train mode 1e-3, gradients 1e-3 relative.") { weights, reference, json };
        command.SetAction(parsed =>
        {
            var result = NetworkVerification.Verify(parsed.GetRequiredValue(weights), parsed.GetRequiredValue(reference));
            if (parsed.GetValue(json))
                Output.WriteJson(result);
            else
                Output.Say($"{result.Tensors.Count} tensors: eval {result.MaxAbsDiff:E2}, train mode {result.TrainModeMaxAbsDiff:E2}, gradients {result.GradMaxAbsDiff:E2} ({result.GradMaxRelDiff:E2} relative): {(result.Passed ? "equal" : "NOT equal")}");
            return result.Passed ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }
}
