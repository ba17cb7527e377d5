using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Tests;
using FellowOakDicom;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Storage;

/// <summary>A disk without room, as the kernel reports it.</summary>
public sealed class FullDiskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_object_without_room_is_A700_leaves_nothing_and_the_next_one_on_the_association_is_taken()
    {
        await using var disk = await SmallDisk.Mount(megabytes: 2);
        using var scp = new RunningScp(options => options with { SpoolFolder = disk.Folder("spool") });
        var large = Radiograph(1500, 1500);
        large.AddOrUpdate(DicomTag.SOPInstanceUID, DicomUID.Generate());
        var results = await StoreScu.SendAsync(scp.Destination, [new DicomFile(large), new DicomFile(Radiograph())], Token);
        (results[0].IsStored, results[0].Status, results[0].IsPermanent).ShouldBe((false, (ushort)0xA700, false), results[0].Message);
        results[0].Message.ShouldContain("No space left on device");
        results[1].IsStored.ShouldBeTrue(results[1].Message);
        scp.Spooled.ShouldBeEmpty();
        scp.Receiver.Taken.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Storescu_is_told_A700_on_a_disk_that_is_full_to_the_last_byte()
    {
        await using var disk = await SmallDisk.Mount(megabytes: 1);
        using var folder = new TemporaryFolder();
        new DicomFile(Radiograph()).Save(folder.File("a.dcm"));
        using var scp = new RunningScp(options => options with { SpoolFolder = disk.Folder("spool") });
        var filler = Path.Combine(disk.Path, "filler");
        Should.Throw<IOException>(() => File.WriteAllBytes(filler, new byte[2 << 20]));
        var refused = await Dcmtk.StoreWith(["-d"], scp.Options.Port, "OURS", folder.File("a.dcm"));
        refused.Everything.ShouldContain("0xa700", Case.Insensitive);
        scp.Spooled.ShouldBeEmpty();
        File.Delete(filler);
        (await Dcmtk.StoreWith([], scp.Options.Port, "OURS", folder.File("a.dcm"))).ShouldSucceed();
    }
}
