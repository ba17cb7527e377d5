using FellowOakDicom;
using FellowOakDicom.Imaging.Codec;

namespace CausalClipSeg.Dicom.Tests.Subset;

/// <summary>What the file meta information checks, refuses and completes.</summary>
public sealed class MetaInformationTests
{
    private static readonly DicomUID Invalid = new("1.2.03.x", "", DicomUidType.SOPInstance);

    private static readonly Dictionary<string, Action<DicomFileMetaInformation>> InvalidValues = new()
    {
        ["instance"] = meta => meta.MediaStorageSOPInstanceUID = Invalid,
        ["class"] = meta => meta.MediaStorageSOPClassUID = Invalid,
        ["instance as text"] = meta => meta.AddOrUpdate(DicomTag.MediaStorageSOPInstanceUID, Invalid.UID),
        ["instance as item"] = meta => meta.AddOrUpdate(new DicomUniqueIdentifier(DicomTag.MediaStorageSOPInstanceUID, Invalid.UID)),
        ["version name too long"] = meta => meta.ImplementationVersionName = "A version name of 28 letters",
        ["two version names"] = meta => meta.ImplementationVersionName = @"ONE\TWO",
        ["title too long"] = meta => meta.SourceApplicationEntityTitle = "A_TITLE_OF_18_CHAR",
        ["title with a bell"] = meta => meta.SourceApplicationEntityTitle = "A\u0007B",
    };

    [Fact]
    public void It_is_checked_where_the_data_set_that_it_is_made_of_is()
    {
        foreach (var (what, set) in InvalidValues)
        {
            var freed = new DicomFile(Sample());
            freed.FileMetaInfo.NotValidated();

            Should.Throw<DicomValidationException>(() => set(new DicomFile(Sample()).FileMetaInfo), what);
            Should.NotThrow(() => set(new DicomFile(Sample().NotValidated()).FileMetaInfo), what);
            Should.NotThrow(() => set(freed.FileMetaInfo), what);
        }
    }

    [Fact]
    public void It_takes_any_value_in_an_empty_file_an_opened_one_and_a_copy()
    {
        DicomFile[] files = [new(), FileTests.Reopen(new DicomFile(Sample())), new DicomFile(Sample()).Clone(), new DicomFile(Sample()).Clone(DicomTransferSyntax.ImplicitVRLittleEndian)];
        foreach (var (what, set) in InvalidValues)
        {
            foreach (var file in files)
                Should.NotThrow(() => set(file.FileMetaInfo), what);
            var validated = new DicomFileMetaInformation();
            validated.Validated();
            Should.Throw<DicomValidationException>(() => set(validated), what);
        }
    }

    [Fact]
    public void A_later_change_of_the_data_sets_checks_is_not_its_own()
    {
        var file = new DicomFile(Sample());
        file.Dataset.NotValidated();

        Should.Throw<DicomValidationException>(() => file.FileMetaInfo.MediaStorageSOPInstanceUID = Invalid);
    }

    [Fact]
    public void An_invalid_instance_makes_no_file_unless_the_data_set_is_not_checked()
    {
        var dataset = Sample().NotValidated().AddOrUpdate(DicomTag.SOPInstanceUID, Invalid);

        new DicomFile(dataset).FileMetaInfo.MediaStorageSOPInstanceUID.UID.ShouldBe(Invalid.UID);
        Should.Throw<DicomValidationException>(() => new DicomFile(dataset.Validated()));
    }

    [Fact]
    public void A_data_set_without_class_or_instance_makes_no_file()
    {
        Should.Throw<DicomDataException>(() => new DicomFile(Sample().Remove(DicomTag.SOPClassUID)));
        Should.Throw<DicomDataException>(() => new DicomFile(Sample().NotValidated().Remove(DicomTag.SOPInstanceUID)));
    }

    [Fact]
    public void It_holds_its_own_group_alone()
    {
        var meta = new DicomFileMetaInformation();

        Should.Throw<DicomDataException>(() => meta.AddOrUpdate(DicomTag.PatientID, "1"));
        Should.Throw<DicomDataException>(() => meta.Add(new DicomCodeString(DicomTag.Modality, "DX")));
        Should.Throw<DicomDataException>(() => meta.Add(new DicomSequence(DicomTag.ReferencedImageSequence)));
        Should.Throw<DicomDataException>(() => Sample().CopyTo(meta));
        meta.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_absent_is_said_to_be()
    {
        var meta = new DicomFileMetaInformation();

        meta.ImplementationVersionName.ShouldBeNull();
        meta.SourceApplicationEntityTitle.ShouldBeNull();
        Should.Throw<DicomDataException>(() => meta.Version);
        Should.Throw<DicomDataException>(() => meta.TransferSyntax);
        Should.Throw<DicomDataException>(() => meta.MediaStorageSOPInstanceUID);
    }

    [Fact]
    public void Writing_adds_the_writer_and_nothing_of_the_data_set()
    {
        var file = new DicomFile();
        file.Dataset.Add(Sample());
        Should.Throw<DicomDataException>(() => FileTests.Bytes(file));
        file.FileMetaInfo.TransferSyntax = DicomTransferSyntax.ExplicitVRLittleEndian;

        FileTests.Reopen(file).FileMetaInfo.Select(item => item.Tag).ShouldBe([
            DicomTag.FileMetaInformationGroupLength, DicomTag.FileMetaInformationVersion, DicomTag.TransferSyntaxUID,
            DicomTag.ImplementationClassUID, DicomTag.ImplementationVersionName,
        ]);
    }

    [Fact]
    public void The_writer_names_itself_whoever_wrote_what_was_read()
    {
        var file = new DicomFile(Sample());
        file.FileMetaInfo.ImplementationClassUID = new DicomUID("1.2.9", "", DicomUidType.Unknown);
        file.FileMetaInfo.ImplementationVersionName = "THEIRS";

        var written = FileTests.Reopen(file).FileMetaInfo;

        written.ImplementationClassUID.ShouldBe(DicomImplementation.ClassUID);
        written.ImplementationVersionName.ShouldBe(DicomImplementation.Version);
    }

    [Fact]
    public void A_bare_data_set_is_written_with_what_it_says_of_itself()
    {
        var bare = FileTests.Data(FileTests.Bytes(new DicomFile(Sample().Add(DicomTag.PatientComments, new string('C', 400)))));

        var written = FileTests.Reopen(DicomFile.Open(new MemoryStream(bare))).FileMetaInfo;

        written.MediaStorageSOPClassUID.ShouldBe(DicomUID.SecondaryCaptureImageStorage);
        written.MediaStorageSOPInstanceUID.UID.ShouldBe("1.2.3.4");
        written.TransferSyntax.ShouldBe(DicomTransferSyntax.ExplicitVRLittleEndian);
    }

    private static DicomDataset Sample() => FileTests.Sample(DicomTransferSyntax.ExplicitVRLittleEndian);
}
