using System.CommandLine;
using System.Text.Json;
using CausalClipSeg.Pipeline.Hosting;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary><c>sbom [--bundle D]</c>: the bill of materials of this installation, CycloneDX on standard output.</summary>
internal static class SbomCommand
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static Command Create()
    {
        var bundle = CommonOptions.Bundle();
        var command = new Command("sbom", "Prints what this installation is made of, as a CycloneDX bill of materials in JSON.") { bundle, CommonOptions.Json() };
        command.SetAction(parsed =>
        {
            var folder = CommonOptions.BundleFolder(parsed.GetValue(bundle));
            var model = CommonOptions.Manifest(parsed.GetValue(bundle));
            var manifest = Path.Combine(AppContext.BaseDirectory, $"{typeof(SbomCommand).Assembly.GetName().Name}.deps.json");
            Console.Out.WriteLine(BillOfMaterials.Read(manifest, model, Path.Combine(folder, model.WeightsFile), TimeProvider.System.GetUtcNow()).ToJsonString(Json));
            return ExitCode.Done;
        });
        return command;
    }
}
