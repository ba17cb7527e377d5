using CausalClipSeg.Tests;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Subset;

public sealed class CharacterSetTests
{
    [Theory]
    [InlineData("chrArab.dcm", "قباني^لنزار")]
    [InlineData("chrFren.dcm", "Buc^Jérôme")]
    [InlineData("chrGerm.dcm", "Äneas^Rüdiger")]
    [InlineData("chrGreek.dcm", "Διονυσιος")]
    [InlineData("chrHbrw.dcm", "שרון^דבורה")]
    [InlineData("chrRuss.dcm", "Люкceмбypг")]
    [InlineData("chrX2.dcm", "Wang^XiaoDong=王^小东=")]
    [InlineData("chrX1.dcm", "Wang^XiaoDong=王^小東=")]
    [InlineData("chrH31.dcm", "Yamada^Tarou=山田^太郎=やまだ^たろう")]
    [InlineData("chrH32.dcm", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう")]
    [InlineData("chrI2.dcm", "Hong^Gildong=洪^吉洞=홍^길동")]
    public void A_name_is_read_in_its_character_set(string file, string name)
    {
        var dataset = DicomFile.Open(Path.Combine(SharedData.Require("data/dicom/pydicom"), "charset_files", file)).Dataset;

        dataset.GetString(DicomTag.PatientName).ShouldBe(name);
    }

    [Theory]
    [InlineData("ISO_IR 100", "Buc^Jérôme")]
    [InlineData("ISO_IR 144", "Люкceмбypг")]
    [InlineData("ISO_IR 192", "山田^太郎")]
    [InlineData("GB18030", "王^小东")]
    [InlineData("\\ISO 2022 IR 87", "Yamada^Tarou=山田^太郎=やまだ^たろう")]
    [InlineData("\\ISO 2022 IR 149", "Hong^Gildong=洪^吉洞=홍^길동")]
    public void A_name_survives_writing_in_its_character_set(string charset, string name)
    {
        var dataset = new DicomDataset
        {
            { DicomTag.SOPClassUID, DicomUID.SecondaryCaptureImageStorage },
            { DicomTag.SOPInstanceUID, "1.2.3.4" },
            { DicomTag.SpecificCharacterSet, charset.Split('\\') },
            { DicomTag.PatientName, name },
        };

        FileTests.Reopen(new DicomFile(dataset)).Dataset.GetString(DicomTag.PatientName).ShouldBe(name);
    }

    [Fact]
    public void A_backslash_inside_a_two_byte_character_does_not_split_values()
    {
        var dataset = new DicomDataset
        {
            { DicomTag.SOPClassUID, DicomUID.SecondaryCaptureImageStorage },
            { DicomTag.SOPInstanceUID, "1.2.3.4" },
            { DicomTag.SpecificCharacterSet, "GB18030" },
            { DicomTag.PatientComments, "tale" },
            { DicomTag.StudyDescription, "俓" },
        };

        FileTests.Reopen(new DicomFile(dataset)).Dataset.GetValues<string>(DicomTag.StudyDescription).ShouldBe(["俓"]);
    }
}
