namespace FellowOakDicom;

/// <summary>What a file turned out to be (PS3.10 section 7).</summary>
public enum DicomFileFormat
{
    Unknown,
    DICOM3,
    DICOM3NoPreamble,
    DICOM3NoFileMetaInfo,
    ACRNEMA1,
    ACRNEMA2,
}
