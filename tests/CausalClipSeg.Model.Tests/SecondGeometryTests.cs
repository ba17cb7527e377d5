using CausalClipSeg.Model;

namespace CausalClipSeg.Tests;

/// <summary>Another geometry than the reference files', its numbers made by an implementation in PyTorch that was written apart from ours.</summary>
public sealed class SecondGeometryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("geometry");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_network_equals_pytorchs_on_a_geometry_that_is_neither_square_nor_in_the_papers_proportions()
    {
        Peers.Require(Peers.Torch);
        var (weights, io) = (_folder.File("weights.safetensors"), _folder.File("io.safetensors"));
        (await Tool.Run("/usr/bin/python3", [Script, "reference", weights, io])).ShouldSucceed();

        var result = NetworkVerification.Verify(weights, io);

        result.Tensors.Count.ShouldBeGreaterThan(200);
        result.MaxAbsDiff.ShouldBeLessThan(1e-4);
        result.TrainModeMaxAbsDiff.ShouldNotBeNull().ShouldBeLessThan(1e-3);
        result.GradMaxRelDiff.ShouldNotBeNull().ShouldBeLessThan(1e-3);
        result.Passed.ShouldBeTrue();
    }

    [Fact]
    public async Task That_implementation_has_the_reference_networks_numbers_itself()
    {
        Peers.Require(Peers.Torch);
        var run = await Tool.Run("/usr/bin/python3", [Script, "check", SharedData.Require("reference/tiny.weights.safetensors"), SharedData.Require("reference/tiny.io.safetensors")]);

        var told = System.Text.Json.JsonDocument.Parse(run.ShouldSucceed().Output).RootElement;
        told.GetProperty("missing").GetArrayLength().ShouldBe(0);
        told.GetProperty("compared").GetInt32().ShouldBeGreaterThan(12);
        told.GetProperty("worst").GetDouble().ShouldBeLessThan(1e-4);
    }

    private static string Script => RepositoryRoot.Combine("benchmarks", "Peer", "peer.py");
}
