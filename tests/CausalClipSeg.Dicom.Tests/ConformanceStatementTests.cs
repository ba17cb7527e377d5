using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Network;
using FellowOakDicom;
using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Tests;

/// <summary>docs/dicom-conformance.md promises what the code does, no more and no less.</summary>
public sealed class ConformanceStatementTests
{
    private static readonly string[] _statement = File.ReadAllLines(RepositoryRoot.Combine("docs", "dicom-conformance.md"));

    [Fact]
    public void The_transfer_syntaxes_are_those_that_are_accepted() =>
        Uids("### 3.2").ShouldBe(FrameCodecs.ReadableTransferSyntaxes.Select(syntax => syntax.UID.UID));

    [Fact]
    public void The_storage_classes_are_those_that_are_accepted()
    {
        DicomLibrary.OnlyOurs("the dictionary of the release that the statement was written with.");
        var accepted = DicomUID.Enumerate().Where(uid => uid.Type == DicomUidType.SOPClass && IsAccepted(uid)).Select(uid => uid.UID)
            .Except([DicomUID.Verification.UID, DicomUID.StorageCommitmentPushModel.UID]);
        Uids("### B ").Order(StringComparer.Ordinal).ShouldBe(accepted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_services_are_those_that_are_answered_and_asked()
    {
        Uids("## 1 ").ShouldBe([
            DicomUID.Verification.UID, DicomUID.StorageCommitmentPushModel.UID,
            new DicomCFindRequest(DicomQueryRetrieveLevel.Study).SOPClassUID.UID, new DicomCMoveRequest("ANY", "1.2").SOPClassUID.UID, new DicomCGetRequest("1.2").SOPClassUID.UID,
        ]);
        _statement.Where(line => line.Contains("- FIND |") || line.Contains("- MOVE |") || line.Contains("- GET |")).ShouldAllBe(line => line.EndsWith("| yes | no |"));
        IsAccepted(DicomUID.StudyRootQueryRetrieveInformationModelFind).ShouldBeFalse();
        IsAccepted(DicomUID.Verification).ShouldBeTrue();
        IsAccepted(DicomUID.StorageCommitmentPushModel).ShouldBeTrue();
    }

    [Fact]
    public void The_classes_that_are_got_are_those_that_are_offered() =>
        Uids("### 3.3").ShouldBe(GetScu.Classes.Select(uid => uid.UID));

    [Fact]
    public void The_implementation_names_itself_as_it_says()
    {
        DicomLibrary.OnlyOurs("its own identification.");
        Uids("### 3.4").ShouldBe([DicomImplementation.ClassUID.UID]);
        _statement.ShouldContain($"| Implementation Version Name | {DicomImplementation.Version} |");
    }

    private static bool IsAccepted(DicomUID abstractSyntax)
    {
        var association = new DicomAssociation("SCU", "SCP");
        association.PresentationContexts.Add(abstractSyntax, DicomTransferSyntax.ExplicitVRLittleEndian);
        AssociationPolicy.Negotiate(association);
        return association.PresentationContexts.Single().Result == DicomPresentationContextResult.Accept;
    }

    /// <summary>The cells of a section's tables that are UIDs, in order.</summary>
    private static List<string> Uids(string heading)
    {
        var level = heading.IndexOf(' ', StringComparison.Ordinal);
        var section = _statement.SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.StartsWith('#') || line.IndexOf(' ', StringComparison.Ordinal) > level);
        return [.. section.Where(line => line.StartsWith('|')).SelectMany(line => line.Split('|')).Select(cell => cell.Trim()).Where(cell => cell.Contains('.') && DicomUID.IsValidUid(cell))];
    }
}
