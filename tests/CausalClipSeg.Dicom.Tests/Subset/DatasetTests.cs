using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Subset;

public sealed class DatasetTests
{
    [Fact]
    public void Items_come_in_the_order_of_their_tags()
    {
        var dataset = new DicomDataset
        {
            { DicomTag.Rows, (ushort)4 },
            { DicomTag.PatientID, "1" },
            { DicomTag.Modality, "DX" },
        };

        dataset.Select(item => item.Tag).ShouldBe([DicomTag.Modality, DicomTag.PatientID, DicomTag.Rows]);
    }

    [Fact]
    public void A_tag_is_added_once_and_updated_as_often_as_one_likes()
    {
        var dataset = new DicomDataset { { DicomTag.PatientID, "1" } };

        Should.Throw<ArgumentException>(() => dataset.Add(DicomTag.PatientID, "2"));
        dataset.AddOrUpdate(DicomTag.PatientID, "3").GetString(DicomTag.PatientID).ShouldBe("3");
    }

    [Fact]
    public void A_single_value_is_refused_where_there_is_none_or_several()
    {
        var dataset = new DicomDataset { { DicomTag.ImageType, "ORIGINAL", "PRIMARY" } };
        dataset.Add(DicomTag.PatientID, "");

        Should.Throw<DicomDataException>(() => dataset.GetSingleValue<string>(DicomTag.ImageType));
        Should.Throw<DicomDataException>(() => dataset.GetSingleValue<string>(DicomTag.StudyID));
        dataset.GetSingleValueOrDefault(DicomTag.PatientID, "none").ShouldBe("none");
        dataset.TryGetSingleValue<string>(DicomTag.StudyID, out _).ShouldBeFalse();
        dataset.GetValue<string>(DicomTag.ImageType, 1).ShouldBe("PRIMARY");
        dataset.GetValues<string>(DicomTag.ImageType).ShouldBe(["ORIGINAL", "PRIMARY"]);
        dataset.GetString(DicomTag.ImageType).ShouldBe("ORIGINAL\\PRIMARY");
        dataset.GetValueCount(DicomTag.ImageType).ShouldBe(2);
    }

    [Fact]
    public void Numbers_are_read_as_what_is_asked_for()
    {
        var dataset = new DicomDataset
        {
            { DicomTag.Rows, (ushort)512 },
            { DicomTag.WindowCenter, 40.5m },
            { DicomTag.InstanceNumber, 7 },
        };

        dataset.GetSingleValue<int>(DicomTag.Rows).ShouldBe(512);
        dataset.GetSingleValue<double>(DicomTag.WindowCenter).ShouldBe(40.5);
        dataset.GetSingleValue<ushort>(DicomTag.InstanceNumber).ShouldBe((ushort)7);
        dataset.GetString(DicomTag.InstanceNumber).ShouldBe("7");
    }

    [Fact]
    public void A_date_and_a_time_become_one_moment()
    {
        var dataset = new DicomDataset { { DicomTag.StudyDate, "20240229" }, { DicomTag.StudyTime, "134501" } };

        dataset.GetDateTime(DicomTag.StudyDate, DicomTag.StudyTime).ShouldBe(new DateTime(2024, 2, 29, 13, 45, 1, DateTimeKind.Unspecified));
    }

    [Fact]
    public void A_value_that_breaks_its_representation_is_refused()
    {
        var dataset = new DicomDataset();

        Should.Throw<DicomValidationException>(() => dataset.Add(DicomTag.Modality, "lower case"));
        Should.Throw<DicomValidationException>(() => dataset.Add(DicomTag.SOPInstanceUID, "1.02.3"));
        Should.Throw<DicomValidationException>(() => dataset.Add(DicomTag.AccessionNumber, "longer than sixteen characters"));
        Should.Throw<DicomValidationException>(() => dataset.Add(DicomTag.StudyDate, "20241301"));
    }

    [Fact]
    public void Without_validation_a_value_is_kept_as_it_is()
    {
        var dataset = new DicomDataset().NotValidated();

        dataset.Add(DicomTag.Modality, "lower case");

        dataset.GetString(DicomTag.Modality).ShouldBe("lower case");
    }

    [Fact]
    public void A_private_element_gets_a_block_of_its_creator()
    {
        var dataset = new DicomDataset();
        dataset.Add(DicomVR.LO, new DicomTag(0x0029, 0x0001, "FIRST OWNER"), "one");
        dataset.Add(DicomVR.LO, new DicomTag(0x0029, 0x0001, "SECOND OWNER"), "two");

        dataset.GetString(new DicomTag(0x0029, 0x0010)).ShouldBe("FIRST OWNER");
        dataset.GetString(new DicomTag(0x0029, 0x0011)).ShouldBe("SECOND OWNER");
        dataset.GetString(new DicomTag(0x0029, 0x0001, "SECOND OWNER")).ShouldBe("two");
        dataset.GetString(new DicomTag(0x0029, 0x1101, "SECOND OWNER")).ShouldBe("two");
        dataset.Contains(new DicomTag(0x0029, 0x0001, "NOBODY")).ShouldBeFalse();
    }

    [Fact]
    public void A_copy_can_be_changed_without_touching_the_original()
    {
        var dataset = new DicomDataset
        {
            new DicomSequence(DicomTag.ReferencedSeriesSequence, new DicomDataset { { DicomTag.Modality, "DX" } }),
        };

        var copy = dataset.Clone();
        copy.GetSequence(DicomTag.ReferencedSeriesSequence).Items[0].AddOrUpdate(DicomTag.Modality, "CR");

        dataset.GetSequence(DicomTag.ReferencedSeriesSequence).Items[0].GetString(DicomTag.Modality).ShouldBe("DX");
    }

    [Fact]
    public void Removed_items_are_gone()
    {
        var dataset = new DicomDataset { { DicomTag.PatientID, "1" }, { DicomTag.Modality, "DX" } };

        dataset.Remove(DicomTag.PatientID);

        dataset.Contains(DicomTag.PatientID).ShouldBeFalse();
        dataset.Count().ShouldBe(1);
    }

    [Fact]
    public void A_sequence_is_no_element_with_values()
    {
        var dataset = new DicomDataset { new DicomSequence(DicomTag.SegmentSequence) };

        dataset.GetSequence(DicomTag.SegmentSequence).Items.ShouldBeEmpty();
        dataset.TryGetString(DicomTag.SegmentSequence, out _).ShouldBeFalse();
        Should.Throw<DicomDataException>(() => dataset.GetSequence(DicomTag.ReferencedSeriesSequence));
    }
}
