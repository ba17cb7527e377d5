using System.CommandLine;
using CausalClipSeg.Pipeline.Synthetic;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Writes synthetic radiographs: as training pairs with known masks and captions, or as studies with their reports.</summary>
internal static class SynthesizeCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--out") { Description = "Folder to write to.", Required = true };
        var split = new Option<string>("--split") { Description = "Name of the list and its folder.", DefaultValueFactory = _ => "train" };
        var count = new Option<int>("--count") { Description = "How many.", DefaultValueFactory = _ => 100 };
        var seed = new Option<int>("--seed") { Description = "Another one draws others.", DefaultValueFactory = _ => 1 };
        var studies = new Option<bool>("--studies") { Description = "DICOM files and HL7 reports in place of training pairs: something to send to a service." };
        CommonOptions.Within(count, 0, int.MaxValue);
        var json = CommonOptions.Json();
        var command = new Command("synthesize", "Draws chest radiographs with known opacities; the same seed draws the same.") { output, split, count, seed, studies, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(studies))
                SyntheticStudies.Write(parsed.GetRequiredValue(output), parsed.GetValue(count), parsed.GetValue(seed));
            else
                SyntheticDataset.Write(parsed.GetRequiredValue(output), parsed.GetRequiredValue(split), parsed.GetValue(count), parsed.GetValue(seed));
            if (parsed.GetValue(json))
                Output.WriteJson(new { folder = Path.GetFullPath(parsed.GetRequiredValue(output)), cases = parsed.GetValue(count) });
            return ExitCode.Done;
        });
        return command;
    }
}
