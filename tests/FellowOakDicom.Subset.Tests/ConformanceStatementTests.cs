using FellowOakDicom.Network;
using static CausalClipSeg.Dicom.Tests.ConformanceStatement;

namespace FellowOakDicom.Subset.Tests;

/// <summary>The statement describes the default build: the dictionary that it was written with, and its own identification.</summary>
public sealed class ConformanceStatementTests
{
    [Fact]
    public void The_storage_classes_are_those_that_are_accepted()
    {
        var accepted = DicomUID.Enumerate().Where(uid => uid.Type == DicomUidType.SOPClass && IsAccepted(uid)).Select(uid => uid.UID)
            .Except([DicomUID.Verification.UID, DicomUID.StorageCommitmentPushModel.UID]);
        Uids("### B ").Order(StringComparer.Ordinal).ShouldBe(accepted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_implementation_names_itself_as_it_says()
    {
        Uids("### 3.4").ShouldBe([DicomImplementation.ClassUID.UID]);
        Lines.ShouldContain($"| Implementation Version Name | {DicomImplementation.Version} |");
    }
}
