using FellowOakDicom;
using FellowOakDicom.Imaging.Codec;

namespace CausalClipSeg.Dicom.Tests.Subset;

/// <summary>Whether values are checked as they are added, in what was copied, transcoded or opened.</summary>
public sealed class CheckedCopyTests
{
    [Fact]
    public void A_copy_checks_what_is_added_and_that_of_a_file_as_the_file_does()
    {
        DicomDataset Unchecked() => FileTests.Sample(DicomTransferSyntax.ExplicitVRLittleEndian).NotValidated();
        var implicitLittleEndian = DicomTransferSyntax.ImplicitVRLittleEndian;

        IsChecked(Unchecked().Clone()).ShouldBeTrue();
        IsChecked(Unchecked().Clone(implicitLittleEndian)).ShouldBeTrue();
        IsChecked(new DicomFile(Unchecked()).Clone(implicitLittleEndian).Dataset).ShouldBeTrue();
        IsChecked(new DicomFile(Unchecked()).Clone().Dataset).ShouldBeFalse();
        IsChecked(new DicomFile(Unchecked().Validated()).Clone().Dataset).ShouldBeTrue();
    }

    [Fact]
    public void What_is_opened_checks_what_is_added_but_not_within_its_sequences()
    {
        var read = FileTests.Reopen(new DicomFile(FileTests.Sample(DicomTransferSyntax.ExplicitVRLittleEndian))).Dataset;

        IsChecked(read).ShouldBeTrue();
        IsChecked(read.GetSequence(DicomTag.ReferencedSeriesSequence).Items[0]).ShouldBeFalse();
    }

    private static bool IsChecked(DicomDataset dataset)
    {
        try
        {
            dataset.AddOrUpdate(DicomTag.StudyInstanceUID, "1.2.03.x");
            return false;
        }
        catch (DicomValidationException)
        {
            return true;
        }
    }
}
