using System.Text.Json;
using System.Text.Json.Nodes;
using CausalClipSeg.Model;
using TorchSharp;

namespace CausalClipSeg.Tests;

/// <summary>A geometry from a file builds a network or is refused in a sentence; nothing in between.</summary>
public sealed class PresetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("preset");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("layers", "[1, 2]", "layers are four numbers from 1 to 1000, not 1, 2")]
    [InlineData("layers", "[1, 0, 1, 1]", "layers are four numbers from 1 to 1000, not 1, 0, 1, 1")]
    [InlineData("width", "0", "width is a number from 2 to 32768, not 0")]
    [InlineData("width", "7", "width is an even number, not 7")]
    [InlineData("embed", "-4", "embed is a number from 4 to 32768, not -4")]
    [InlineData("positionResolution", "33", "positionResolution is a multiple of 32 up to 4096, not 33")]
    [InlineData("textHeads", "3", "textWidth 64 cannot be shared by 3 textHeads")]
    [InlineData("textLayers", "0", "textLayers is a number from 1 to 1000, not 0")]
    [InlineData("contextLength", "2", "contextLength is a number from 3 to 32768, not 2")]
    [InlineData("wordLength", "41", "wordLength is a number from 3 to 40, not 41")]
    [InlineData("fused", "63", "fused is an even number, not 63")]
    public void A_geometry_of_which_no_network_can_be_built_is_refused(string field, string value, string problem) =>
        Should.Throw<WeightsException>(() => NetworkPreset.Read(With(field, value))).Message.ShouldBe($"{_folder.File("g.json")}: no network can be built of this geometry: {problem}.");

    [Theory]
    [InlineData("layers", "[1, 1, 1, 1]", 32)]
    [InlineData("width", "2", 64)]
    [InlineData("embed", "5", 96)]
    [InlineData("textWidth", "7", 32)]
    [InlineData("wordLength", "3", 64)]
    [InlineData("fused", "2", 32)]
    [InlineData("vocabulary", "0", 32)]
    public void What_is_not_refused_answers(string field, string value, int side)
    {
        LibTorch.EnsureLoaded();
        using var scope = torch.NewDisposeScope();
        var geometry = NetworkPreset.Read(With(field, value)).Geometry with { Vocabulary = 600 };
        using var network = new CausalClipSegNetwork(geometry);
        network.eval();

        var answer = network.forward(torch.zeros(1, 3, side, side), torch.ones(1, geometry.WordLength, torch.int64));

        answer.Causal.shape.ShouldBe([1L, 1, side, side]);
    }

    private string With(string field, string value)
    {
        var geometry = JsonSerializer.SerializeToNode(CompactPreset.Geometry, JsonSerializerOptions.Web)!;
        geometry[field] = JsonNode.Parse(value);
        File.WriteAllText(_folder.File("g.json"), geometry.ToJsonString());
        return _folder.File("g.json");
    }
}
