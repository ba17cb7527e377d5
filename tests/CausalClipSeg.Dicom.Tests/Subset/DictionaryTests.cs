using FellowOakDicom;
using FellowOakDicom.IO;

namespace CausalClipSeg.Dicom.Tests.Subset;

public sealed class DictionaryTests
{
    [Theory]
    [InlineData("PatientID", 0x0010, 0x0020, "LO")]
    [InlineData("SegmentSequence", 0x0062, 0x0002, "SQ")]
    [InlineData("ExtendedOffsetTable", 0x7FE0, 0x0001, "OV")]
    [InlineData("CommandField", 0x0000, 0x0100, "US")]
    [InlineData("TransferSyntaxUID", 0x0002, 0x0010, "UI")]
    public void A_keyword_leads_to_its_tag_and_representation(string keyword, int group, int element, string vr)
    {
        var tag = DicomDictionary.Default[keyword];

        tag.ShouldBe(new DicomTag((ushort)group, (ushort)element));
        tag.DictionaryEntry.Keyword.ShouldBe(keyword);
        tag.DictionaryEntry.ValueRepresentations[0].Code.ShouldBe(vr);
    }

    [Fact]
    public void Every_overlay_group_shares_one_entry()
    {
        new DicomTag(0x6002, 0x0010).DictionaryEntry.Keyword.ShouldBe("OverlayRows");
        new DicomTag(0x601E, 0x3000).DictionaryEntry.Keyword.ShouldBe("OverlayData");
    }

    [Fact]
    public void Retired_elements_are_flagged() => new DicomTag(0x0028, 0x0005).DictionaryEntry.IsRetired.ShouldBeTrue();

    [Theory]
    [InlineData("(0010,0020)")]
    [InlineData("0010,0020")]
    [InlineData("00100020")]
    public void A_tag_is_read_in_the_usual_writings(string text) => DicomTag.Parse(text).ShouldBe(DicomTag.PatientID);

    [Fact]
    public void A_tag_is_written_in_parentheses() => DicomTag.PatientID.ToString().ShouldBe("(0010,0020)");

    [Fact]
    public void Tags_are_ordered_by_group_then_element()
    {
        var tags = new[] { DicomTag.PixelData, DicomTag.PatientID, DicomTag.SOPClassUID, DicomTag.PatientName };

        tags.Order().ShouldBe([DicomTag.SOPClassUID, DicomTag.PatientName, DicomTag.PatientID, DicomTag.PixelData]);
    }

    [Fact]
    public void A_registered_identifier_knows_its_name_and_type()
    {
        var uid = DicomUID.Parse("1.2.840.10008.5.1.4.1.1.66.4");

        uid.ShouldBe(DicomUID.SegmentationStorage);
        uid.Name.ShouldBe("Segmentation Storage");
        uid.Type.ShouldBe(DicomUidType.SOPClass);
    }

    [Fact]
    public void Generated_identifiers_are_valid_and_differ()
    {
        var one = DicomUID.Generate();
        var other = DicomUID.Generate();

        DicomUID.IsValidUid(one.UID).ShouldBeTrue();
        one.UID.ShouldNotBe(other.UID);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2", false, false, false, false, false)]
    [InlineData("1.2.840.10008.1.2.1", true, false, false, false, false)]
    [InlineData("1.2.840.10008.1.2.2", true, true, false, false, false)]
    [InlineData("1.2.840.10008.1.2.1.99", true, false, false, true, false)]
    [InlineData("1.2.840.10008.1.2.4.50", true, false, true, false, true)]
    [InlineData("1.2.840.10008.1.2.4.70", true, false, true, false, false)]
    [InlineData("1.2.840.10008.1.2.4.90", true, false, true, false, false)]
    [InlineData("1.2.840.10008.1.2.5", true, false, true, false, false)]
    public void A_transfer_syntax_knows_how_it_is_written(string uid, bool isExplicit, bool big, bool encapsulated, bool deflated, bool lossy)
    {
        var syntax = DicomTransferSyntax.Parse(uid);

        syntax.IsExplicitVR.ShouldBe(isExplicit);
        (syntax.Endian == Endian.Big).ShouldBe(big);
        syntax.IsEncapsulated.ShouldBe(encapsulated);
        syntax.IsDeflate.ShouldBe(deflated);
        syntax.IsLossy.ShouldBe(lossy);
    }
}
