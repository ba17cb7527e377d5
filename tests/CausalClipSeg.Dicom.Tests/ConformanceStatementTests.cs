using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Dicom.Segmentations;
using FellowOakDicom;
using FellowOakDicom.Network;
using static CausalClipSeg.Dicom.Tests.ConformanceStatement;

namespace CausalClipSeg.Dicom.Tests;

/// <summary>docs/dicom-conformance.md promises what the code does, no more and no less.</summary>
public sealed class ConformanceStatementTests
{
    [Fact]
    public void The_transfer_syntaxes_are_those_that_are_accepted() =>
        Uids("### 3.2").ShouldBe(FrameCodecs.ReadableTransferSyntaxes.Select(syntax => syntax.UID.UID));

    [Fact]
    public void The_services_are_those_that_are_answered_and_asked()
    {
        Uids("## 1 ").ShouldBe([
            DicomUID.Verification.UID, DicomUID.StorageCommitmentPushModel.UID,
            new DicomCFindRequest(DicomQueryRetrieveLevel.Study).SOPClassUID.UID, new DicomCMoveRequest("ANY", "1.2").SOPClassUID.UID, new DicomCGetRequest("1.2").SOPClassUID.UID,
        ]);
        Lines.Where(line => line.Contains("- FIND |") || line.Contains("- MOVE |") || line.Contains("- GET |")).ShouldAllBe(line => line.EndsWith("| yes | no |"));
        IsAccepted(DicomUID.StudyRootQueryRetrieveInformationModelFind).ShouldBeFalse();
        IsAccepted(DicomUID.Verification).ShouldBeTrue();
        IsAccepted(DicomUID.StorageCommitmentPushModel).ShouldBeTrue();
    }

    [Theory]
    [InlineData(SegmentationType.Binary)]
    [InlineData(SegmentationType.LabelMap)]
    public void What_we_write_we_take_whatever_edition_the_dictionary_is_of(SegmentationType type) => IsAccepted(SegmentationPixels.SopClass(type)).ShouldBeTrue();

    [Fact]
    public void The_classes_that_are_got_are_those_that_are_offered() =>
        Uids("### 3.3").ShouldBe(GetScu.Classes.Select(uid => uid.UID));
}
