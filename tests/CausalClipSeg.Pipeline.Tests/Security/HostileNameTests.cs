using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>Senders that write paths where identifiers belong: whatever they write, files lie below the service's own folder, under names of its own.</summary>
public sealed class HostileNameTests
{
    /// <summary>Unlikely enough to be looked for everywhere.</summary>
    private readonly string _mark = $"esc{Guid.NewGuid():n}"[..12];

    [Theory]
    [InlineData("../../../../../../../tmp/MARK")]
    [InlineData("/tmp/MARK")]
    [InlineData("1.2/../../MARK")]
    [InlineData("..%2f..%2fMARK")]
    [InlineData("1.2.MARK\n3")]
    [InlineData("~/MARK;touch MARK")]
    public async Task A_path_in_place_of_a_UID_leaves_no_file_anywhere(string pattern)
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var hostile = pattern.Replace("MARK", _mark, StringComparison.Ordinal);
        var good = new SyntheticCase(2301, 256, 256) { LeftZones = LungZones.Lower };

        foreach (var tag in new[] { DicomTag.SOPInstanceUID, DicomTag.SeriesInstanceUID, DicomTag.StudyInstanceUID })
            await Try(pipeline, good with { Seed = 2302 + tag.Element }, tag, hostile);
        await pipeline.Services.GetRequiredService<IBus>().Publish(
            new ImageArrived { StudyInstanceUid = hostile, SeriesInstanceUid = hostile, SopInstanceUid = hostile, Path = hostile }, TestContext.Current.CancellationToken);
        await pipeline.SendReport(Oru.Write(hostile.ReplaceLineEndings(""), hostile.ReplaceLineEndings(""), "Airspace opacity in the left lower lobe.", controlId: hostile.ReplaceLineEndings("")));
        await pipeline.SendImage(good);
        await pipeline.SendReport(SyntheticHl7.Encode(good));
        (await pipeline.CaseAtRest(SyntheticStudy.Of(good).SopInstanceUid)).State.ShouldBe(CaseState.Delivered);

        Directory.EnumerateFileSystemEntries(pipeline.Root, "*", SearchOption.AllDirectories).Where(path => path.Contains(_mark, StringComparison.Ordinal)).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Path.GetTempPath(), $"*{_mark}*").ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Environment.CurrentDirectory, $"*{_mark}*").ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries("/", $"*{_mark}*").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_event_reads_no_file_beside_the_shared_folders()
    {
        await using var shared = new TemporaryFolder("shared");
        await using var beside = new TemporaryFolder("beside");
        await using var pipeline = await PipelineUnderTest.Embedded(("Intake:SharedFolders:0", shared.Path));
        var spec = new SyntheticCase(2311, 256, 256) { LeftZones = LungZones.Lower };
        var secret = await pipeline.WriteImage(spec, beside.File("image.dcm"));
        File.CreateSymbolicLink(shared.File("link.dcm"), secret);
        File.CreateSymbolicLink(shared.File("linked"), beside.Path);

        string[] paths = [secret, shared.File("..", Path.GetFileName(beside.Path), "image.dcm"), shared.Path + "-neighbour/image.dcm", shared.File("link.dcm"), shared.File("linked", "image.dcm")];
        foreach (var path in paths)
            await pipeline.Services.GetRequiredService<IBus>().Publish(
                new ImageArrived { StudyInstanceUid = SyntheticStudy.Of(spec).StudyInstanceUid, SopInstanceUid = SyntheticStudy.Of(spec).SopInstanceUid, Path = path }, TestContext.Current.CancellationToken);

        await Eventually.Get("five refusals", () => pipeline.Read(db => Task.FromResult(db.Refusals.Count(r => r.Reason.Contains("lies below none of the folders")) == paths.Length ? "all" : null)));
        (await pipeline.Read(db => Task.FromResult(db.SourceImages.Count()))).ShouldBe(0);
    }

    /// <summary>The bytes of a good object with one identifier overwritten, as a sender makes them that checks nothing.</summary>
    private static async Task Try(PipelineUnderTest pipeline, SyntheticCase spec, DicomTag tag, string hostile)
    {
        var file = SyntheticDicom.Create(spec, new SyntheticDicomVariant());
        file.Dataset.NotValidated().AddOrUpdate(new DicomUniqueIdentifier(tag, hostile));
        file.FileMetaInfo.NotValidated();
        file.FileMetaInfo.MediaStorageSOPInstanceUID = new DicomUID(file.Dataset.GetString(DicomTag.SOPInstanceUID), "", DicomUidType.SOPInstance);
        // Refused, or kept under a name of the service's own: the files tell.
        await StoreScu.SendAsync(new PacsDestination("127.0.0.1", pipeline.DicomPort, "CAUSALCLIPSEG", "TESTS"), file, TestContext.Current.CancellationToken);
    }
}
