using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Dicom.Tests.Network;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Tests;

/// <summary>The product on a disk without room, as the kernel reports it: files and database lie on it.</summary>
public sealed class FullDiskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_disk_that_is_full_is_A700_nothing_acknowledged_is_lost_and_the_same_objects_are_taken_when_there_is_room()
    {
        await using var disk = await SmallDisk.Mount(megabytes: 32);
        // No watermark: the disk itself says when it is full.
        await using var pipeline = await PipelineUnderTest.Embedded(
            ("Storage:Root", disk.Folder("store")), ("Storage:RefuseFreeMegabytes", "0"), ("Storage:WarnFreeMegabytes", "0"), ("Logging:LogLevel:Default", "None"));
        var (before, after) = (Captures(), Captures());

        (await Send(pipeline, before)).ShouldAllBe(result => result.IsStored);
        disk.Fill();
        (await Send(pipeline, after)).ShouldAllBe(result => result.Status == 0xA700 && !result.IsPermanent);
        await Holds(pipeline, before);
        disk.MakeRoom();
        // A sender that is told "out of resources" comes again with the same objects.
        (await Send(pipeline, after)).ShouldAllBe(result => result.IsStored);

        await Holds(pipeline, [.. before, .. after]);
        Directory.GetFiles(Path.Combine(pipeline.Root, "spool")).ShouldBeEmpty();
    }

    private static DicomFile[] Captures() => [.. Enumerable.Range(0, 4).Select(_ => NetworkObjects.Capture(side: 1000))];

    private static Task<IReadOnlyList<StoreResult>> Send(PipelineUnderTest pipeline, DicomFile[] files) =>
        StoreScu.SendAsync(new PacsDestination("127.0.0.1", pipeline.DicomPort, "CAUSALCLIPSEG", "TESTS"), files, Token);

    private static async Task Holds(PipelineUnderTest pipeline, DicomFile[] files)
    {
        var kept = await pipeline.Read(db => db.SourceImages.ToDictionaryAsync(image => image.SopInstanceUid, image => image.FilePath, Token));
        kept.Keys.Order().ShouldBe(files.Select(file => NetworkObjects.Uid(file.Dataset)).Order());
        foreach (var file in files)
        {
            var stored = await DicomFile.OpenAsync(Path.Combine(pipeline.Root, kept[NetworkObjects.Uid(file.Dataset)]));
            NetworkObjects.Pixels(stored.Dataset).ShouldBe(NetworkObjects.Pixels(file.Dataset));
        }
    }
}
