using CausalClipSeg.Dicom.Network;
using FellowOakDicom;
using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>A refusal quotes what it refuses, and what it quotes may be anything.</summary>
public sealed class ErrorCommentTests
{
    [Theory]
    [InlineData("'1.2.MARK\n3' is no UID.", "'1.2.MARK 3' is no UID.")]
    [InlineData("C:\\images\\1.dcm", "C: images 1.dcm")]
    [InlineData("Send images.", "Send images.")]
    [InlineData("No space left on device : '/srv/store/spool/31bf.part'", "No space left on device")]
    [InlineData("Could not find file '/srv/store/instances/31/1.2.dcm'.", "Could not find file.")]
    [InlineData("'a/b' and '/x' are no UID.", "'a/b' and '/x' are no UID.")]
    public void It_fits_the_value_representation_whatever_the_reason_quotes(string reason, string comment)
    {
        var status = ErrorComment.On(DicomStatus.StorageCannotUnderstand, reason);

        status.ErrorComment.ShouldBe(comment);
        new DicomLongString(DicomTag.ErrorComment, status.ErrorComment).Get<string>().ShouldBe(comment);
    }

    [Fact]
    public void It_ends_where_the_value_representation_does() =>
        ErrorComment.On(DicomStatus.StorageCannotUnderstand, new string('x', 70)).ErrorComment.ShouldBe(new string('x', 64));
}
