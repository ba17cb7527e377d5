using FellowOakDicom;
using FellowOakDicom.Serialization;

namespace CausalClipSeg.Dicom.Tests.Subset;

public sealed class JsonTests
{
    [Fact]
    public void A_data_set_survives_the_JSON_model()
    {
        var dataset = FileTests.Sample(DicomTransferSyntax.ExplicitVRLittleEndian);

        var read = DicomJson.ConvertJsonToDicom(DicomJson.ConvertDicomToJson(dataset));

        read.GetString(DicomTag.PatientName).ShouldBe("Müller^Jörg");
        read.GetValues<ushort>(DicomTag.PixelData).ShouldBe([1, 256, 65535, 7]);
        read.GetValues<double>(DicomTag.RealWorldValueLUTData).ShouldBe([0.5, -1e300]);
        read.GetSingleValue<DicomTag>(DicomTag.DimensionIndexPointer).ShouldBe(DicomTag.ReferencedSegmentNumber);
        read.GetSequence(DicomTag.ReferencedSeriesSequence).Items[0].GetString(DicomTag.SeriesDescription).ShouldBe("größer");
    }

    [Fact]
    public void Attributes_are_written_as_the_standard_shows_them()
    {
        var dataset = new DicomDataset { { DicomTag.PatientName, "A^B=C" }, { DicomTag.Rows, (ushort)5 }, { DicomTag.StudyID, "" } };

        DicomJson.ConvertDicomToJson(dataset).ShouldBe(
            """{"00100010":{"vr":"PN","Value":[{"Alphabetic":"A^B","Ideographic":"C"}]},"00200010":{"vr":"SH"},"00280010":{"vr":"US","Value":[5]}}""");
    }

    [Fact]
    public void A_response_with_several_data_sets_is_an_array()
    {
        const string Json = """[{"0020000D":{"vr":"UI","Value":["1.2.3"]}},{"0020000D":{"vr":"UI","Value":["1.2.4"]}}]""";

        DicomJson.ConvertJsonToDicomArray(Json).Select(d => d.GetString(DicomTag.StudyInstanceUID)).ShouldBe(["1.2.3", "1.2.4"]);
    }
}
