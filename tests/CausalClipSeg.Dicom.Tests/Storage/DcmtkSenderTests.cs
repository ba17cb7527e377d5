using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Dicom.Tests.Network;
using CausalClipSeg.Tests;
using FellowOakDicom;
using FellowOakDicom.Network;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Storage;

/// <summary>DCMTK's dcmsend and findscu against us, and beside us against the same archive.</summary>
public sealed class DcmtkSenderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dcmsend_sends_radiographs_in_five_syntaxes_over_one_association()
    {
        string[] names = ["RG2_JPLL", "RG2_RLE", "RG2_JLSL", "RG2_J2KR"];
        string[] paths = [.. names.Select(name => SharedData.Require($"data/dicom/wg04/{name}.dcm")), SharedData.Require("data/dicom/radiographs/siim-pa-8bit-jpeg.dcm")];
        using var scp = new RunningScp();
        (await Dcmtk.Run("dcmsend", ["-v", "-aet", "DCMSEND", "-aec", "OURS", "--decompress-never", "--no-uid-checks", "127.0.0.1", $"{scp.Options.Port}", .. paths])).ShouldSucceed();
        scp.Receiver.Taken.Select(taken => taken.CallingAe).Distinct().ShouldBe(["DCMSEND"]);
        scp.Receiver.Taken.Select(taken => taken.Syntax.UID.UID).Order(StringComparer.Ordinal)
            .ShouldBe(["1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.5"]);
        // The pictures of WG04 share a SOP Instance UID here and there, so the receiver's file is the last one of it.
        scp.Receiver.Taken.Select(taken => Hash(taken.Path)).ToHashSet().IsSubsetOf(paths.Select(Hash)).ShouldBeTrue();
        scp.Spooled.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ReceiveRefusal.OutOfResources, "0xa700")]
    [InlineData(ReceiveRefusal.DoesNotMatchSopClass, "0xa900")]
    [InlineData(ReceiveRefusal.CannotUnderstand, "0xc000")]
    public async Task Dcmsend_reports_each_refusal_by_its_status(ReceiveRefusal refusal, string status)
    {
        using var scp = new RunningScp();
        using var folder = new TemporaryFolder();
        new DicomFile(Radiograph()).Save(folder.File("a.dcm"));
        scp.Receiver.Outcome = new ReceiveOutcome.Refused(refusal, "the reason why");
        await Dcmtk.Run("dcmsend", "-v", "-aec", "OURS", "+crf", folder.File("report.txt"), "127.0.0.1", $"{scp.Options.Port}", folder.File("a.dcm"));
        File.ReadAllText(folder.File("report.txt")).ShouldContain(status, Case.Insensitive);
    }

    [Fact]
    public async Task Findscu_and_we_find_the_same_in_one_archive()
    {
        await using var archive = await PrivateQrScp.Start();
        var destination = new PacsDestination("127.0.0.1", archive.Port, PrivateQrScp.AeTitle, "TESTS");
        List<DicomFile> files = [.. Enumerable.Range(0, 5).Select(_ => NetworkObjects.Capture(20))];
        (await StoreScu.SendAsync(destination, files, Token)).ShouldAllBe(result => result.IsStored);
        using var folder = new TemporaryFolder();
        (await Dcmtk.Run("findscu", "-S", "-X", "-od", folder.Path, "-aec", PrivateQrScp.AeTitle, "-k", "0008,0052=STUDY", "-k", "PatientID=NET*", "-k", "StudyInstanceUID",
            "127.0.0.1", $"{archive.Port}")).ShouldSucceed();
        var theirs = Directory.GetFiles(folder.Path).Select(path => DicomFile.Open(path).Dataset.GetString(DicomTag.StudyInstanceUID));

        var ours = await QueryScu.FindAsync(destination, DicomQueryRetrieveLevel.Study,
            new DicomDataset { { DicomTag.PatientID, "NET*" }, { DicomTag.StudyInstanceUID, "" } }, Token);

        ours.Failure.ShouldBeNull();
        ours.Matches.Select(match => match.GetString(DicomTag.StudyInstanceUID)).Order().ShouldBe(theirs.Order());
        ours.Matches.Count.ShouldBe(files.Count);
    }

    [Fact]
    public async Task Findscu_is_told_that_nothing_is_found_here_and_storage_goes_on()
    {
        using var scp = new RunningScp();
        var asked = await Dcmtk.Run("findscu", "-v", "-S", "-aec", "OURS", "-k", "0008,0052=STUDY", "-k", "PatientID", "127.0.0.1", $"{scp.Options.Port}");
        asked.ExitCode.ShouldNotBe(0);
        asked.Everything.ShouldContain("No Acceptable Presentation Contexts");
        (await StoreScu.SendAsync(scp.Destination, new DicomFile(Radiograph()), Token)).IsStored.ShouldBeTrue();
    }

    private static string Hash(string path) => StoredPixels.Write(DicomFile.Open(path).Dataset, Stream.Null).Value.Sha256;
}
