using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Synthetic;
using Microsoft.Extensions.Configuration;

namespace CausalClipSeg.Tests;

/// <summary>What examples/ shows works as it stands.</summary>
public sealed class ExampleTests(RealServers servers)
{
    private static string Folder => Path.Combine(RepositoryRoot.Path, "examples");

    [Fact]
    public async Task The_published_image_and_report_become_a_segmentation()
    {
        Peers.Require(Peers.Pika);
        await using var images = new TemporaryFolder("example-images");
        var (pipeline, broker) = await PipelineUnderTest.Real(servers, ("Intake:SharedFolders:0", images.Path));
        await using var _ = pipeline;
        var spec = new SyntheticCase(71, 500, 430) { LeftZones = LungZones.Lower };
        var study = SyntheticStudy.Of(spec);
        var file = await pipeline.WriteImage(spec, images.File("image.dcm"));

        (await Tool.Run("dotnet", [Path.Combine(Folder, "PublishImage", "bin", "Release", "net10.0", "PublishImage.dll"), $"{broker}", study.StudyInstanceUid, study.SopInstanceUid, file])).ShouldSucceed();
        (await Tool.Run("/usr/bin/python3", [Path.Combine(Folder, "publish_report.py"), $"{broker}", study.AccessionNumber], SyntheticReport.Of(spec).Text)).ShouldSucceed();

        var done = await pipeline.CaseAtRest(study.SopInstanceUid);
        done.State.ShouldBe(CaseState.Delivered, done.Reason);
    }

    [Fact]
    public void The_rules_of_the_example_site_are_right() =>
        ConfigurationCheck.Problems(new ConfigurationBuilder().AddJsonFile(Path.Combine(Folder, "site", "appsettings.json")).Build()).ShouldBeEmpty();
}
