using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Intake;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;
using FellowOakDicom.Imaging.Codec;
using FellowOakDicom.IO.Writer;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>An instance that comes a second time: the same one however it is encoded, or another one under its UID. And which of them we answer for.</summary>
public sealed class DuplicateTests : IAsyncLifetime
{
    private static readonly SyntheticCase Spec = new(83, 128, 120) { LeftZones = LungZones.Lower };
    private IdlePipeline? _pipeline;

    public enum Kind
    {
        Image,
        Segmentation,
        Report,
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IServiceProvider Services => Pipeline.Services;

    private PipelineStore Store => Pipeline.Store;

    private IdlePipeline Pipeline => _pipeline.ShouldNotBeNull();

    public async ValueTask InitializeAsync() => _pipeline = await IdlePipeline.Create("duplicates");

    public ValueTask DisposeAsync() => Pipeline.DisposeAsync();

    public static TheoryData<Kind, string, bool> Encodings()
    {
        var data = new TheoryData<Kind, string, bool>();
        foreach (var kind in Enum.GetValues<Kind>())
        {
            foreach (var same in (string[])["nothing", "lengths", "implicit", "big endian", "deflated", "another sender", "padding", "group length"])
                data.Add(kind, same, true);
            foreach (var other in (string[])["patient", "implicit patient", "element more", "element less", "item"])
                data.Add(kind, other, false);
        }
        data.Add(Kind.Image, "one frame", true);
        data.Add(Kind.Image, "two frames", false);
        data.Add(Kind.Image, "RLE", true);
        data.Add(Kind.Image, "black", false);
        data.Add(Kind.Image, "implicit black", false);
        data.Add(Kind.Image, "RLE black", false);
        data.Add(Kind.Image, "RLE patient", false);
        data.Add(Kind.Segmentation, "black", false);
        return data;
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Only_the_same_instance_is_taken_again(Kind kind, string change, bool isSame)
    {
        (await Send(Make(kind))).ShouldBe("");
        var files = Stored();

        var answer = await Send(Change(Make(kind), change), change);

        if (isSame)
            answer.ShouldBe("");
        else
            answer.ShouldContain("stored already with other content; an object that changes needs a new SOP Instance UID");
        Stored().ShouldBe(files, "the first one stays, and no other");
        Directory.GetFiles(Path.Combine(Pipeline.Root, "spool")).Where(file => file.EndsWith(".part", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_segmentation_that_comes_again_is_looked_at_again_because_its_image_may_be_here_now()
    {
        foreach (var encoding in (string[])["nothing", "nothing", "implicit"])
            (await Send(Change(Make(Kind.Segmentation), encoding), encoding)).ShouldBe("");
        (await Store.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.Type == nameof(SegmentationReceived), Cancel), Cancel)).ShouldBe(3);
    }

    [Theory]
    [InlineData(Kind.Image)]
    [InlineData(Kind.Segmentation)]
    [InlineData(Kind.Report)]
    public async Task What_is_on_record_with_its_file_is_committed_and_nothing_else(Kind kind)
    {
        var file = Make(kind);
        var (sopClass, uid) = (file.Dataset.GetSingleValue<string>(DicomTag.SOPClassUID), file.Dataset.GetSingleValue<string>(DicomTag.SOPInstanceUID));
        // A file whose commit failed: it lies in the store, and no record speaks of it.
        var orphan = Services.GetRequiredService<InstanceStore>();
        await file.SaveAsync(orphan.Full(orphan.InstancePath(uid, new string('a', 64))));
        (await Ask(sopClass, uid)).ShouldBe("0112");

        (await Send(file)).ShouldBe("");
        (await Ask(sopClass, uid)).ShouldBe("committed");
        (await Ask("1.2.840.10008.5.1.4.1.1.20", uid)).ShouldBe("0119");
        (await Ask(sopClass, "1.2.3.4.5.6")).ShouldBe("0112");

        foreach (var stored in Directory.EnumerateFiles(Path.Combine(Pipeline.Root, "instances"), "*.dcm", SearchOption.AllDirectories).Where(path => !path.Contains("-aaaaaaaaaaaa")))
            File.Delete(stored);
        (await Ask(sopClass, uid)).ShouldBe("0112", "its file is gone");
        (await Send(Change(Make(kind), "implicit"), "implicit")).ShouldContain("on record, but its file");
        (await Send(Make(kind))).ShouldBe("", "the very same one brings it back");
        (await Ask(sopClass, uid)).ShouldBe("committed");
    }

    private async Task<string> Ask(string sopClass, string uid)
    {
        var answer = await Services.GetRequiredService<CommitmentDoor>().AskedAsync(new CommitmentRequest("2.25.1", [new InstanceReference(sopClass, uid)], "TESTS"), Cancel);
        var report = answer.ShouldBeOfType<CommitmentAnswer.Now>().Report;
        return report.Committed.Count == 1 ? "committed" : report.Failed.Single().FailureReason.ToString("X4");
    }

    /// <summary>As the storage SCP hands it over; the refusal's sentence, or nothing.</summary>
    private async Task<string> Send(DicomFile file, string change = "")
    {
        var spool = Path.Combine(Services.GetRequiredService<InstanceStore>().SpoolFolder, $"{Guid.NewGuid():n}.part");
        var explicitLengths = change == "lengths";
        await file.SaveAsync(spool, new DicomWriteOptions { ExplicitLengthSequences = explicitLengths, ExplicitLengthSequenceItems = explicitLengths, KeepGroupLengths = change == "group length" });
        var read = await DicomFile.OpenAsync(spool, FileReadOption.ReadLargeOnDemand);
        var instance = new ReceivedInstance(spool, read.Dataset, await DatasetHash.OfFileAsync(spool, Cancel), change == "another sender" ? "OTHER" : "TESTS");
        var outcome = await Services.GetRequiredService<InstanceDoor>().ReceiveAsync(instance, Cancel);
        return outcome is ReceiveOutcome.Refused refused ? refused.Reason : "";
    }

    private static DicomFile Make(Kind kind) => kind switch
    {
        Kind.Image => SyntheticDicom.Create(Spec, new SyntheticDicomVariant()),
        Kind.Segmentation => SyntheticSenders.HumanSegmentation(Spec),
        _ => StructuredReports.Enhanced(Spec, "1.2.826.0.1.83"),
    };

    private static DicomFile Change(DicomFile file, string change)
    {
        if (change.EndsWith("black", StringComparison.Ordinal))
        {
            var pixels = file.Dataset.GetDicomItem<DicomElement>(DicomTag.PixelData)?.Buffer.Size ?? 0;
            file.Dataset.AddOrUpdate(new DicomOtherWord(DicomTag.PixelData, new FellowOakDicom.IO.Buffer.MemoryByteBuffer(new byte[pixels])));
        }
        if (change.EndsWith("patient", StringComparison.Ordinal))
            file.Dataset.AddOrUpdate(DicomTag.PatientID, "SOMEBODY ELSE");
        if (change == "element more")
            file.Dataset.AddOrUpdate(DicomTag.StudyDescription, "another");
        if (change == "element less")
            file.Dataset.Remove(DicomTag.PatientID);
        if (change == "item")
            file.Dataset.AddOrUpdate(new DicomSequence(DicomTag.RequestAttributesSequence, new DicomDataset { { DicomTag.RequestedProcedureID, "other" } }));
        if (change.EndsWith(" frame", StringComparison.Ordinal) || change.EndsWith(" frames", StringComparison.Ordinal))
            file.Dataset.AddOrUpdate(DicomTag.NumberOfFrames, change == "one frame" ? "1" : "2");
        if (change == "padding")
            file.Dataset.AddOrUpdate(new DicomOtherByte(DicomTag.DataSetTrailingPadding, new byte[64]));
        if (change == "group length")
            file.Dataset.AddOrUpdate(new DicomUnsignedLong(new DicomTag(0x0008, 0x0000), 1000));
        DicomTransferSyntax? syntax = change.Split(' ')[0] switch
        {
            "implicit" => DicomTransferSyntax.ImplicitVRLittleEndian,
            "big" => DicomTransferSyntax.ExplicitVRBigEndian,
            "deflated" => DicomTransferSyntax.DeflatedExplicitVRLittleEndian,
            "RLE" => DicomTransferSyntax.RLELossless,
            _ => null,
        };
        Dicom.Codecs.CodecRegistration.Register();
        return syntax is null ? file : file.Clone(syntax);
    }

    private string[] Stored() => [.. Directory.EnumerateFiles(Path.Combine(Pipeline.Root, "instances"), "*.dcm", SearchOption.AllDirectories).Order()];
}
