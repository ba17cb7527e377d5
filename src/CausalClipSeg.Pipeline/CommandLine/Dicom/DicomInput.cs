using CausalClipSeg.Dicom;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>A DICOM file that somebody names; one that cannot be read is a sentence with its name.</summary>
internal static class DicomInput
{
    /// <exception cref="RefusedException">It is no DICOM file, or a damaged one.</exception>
    public static async Task<DicomFile> OpenAsync(FileInfo file)
    {
        try
        {
            return await DicomFiles.OpenAsync(file.FullName, FileReadOption.ReadLargeOnDemand).ConfigureAwait(false);
        }
        catch (DicomFileException damaged)
        {
            // The library names the file as well.
            throw new RefusedException(damaged.Message.StartsWith(file.FullName, StringComparison.Ordinal) ? damaged.Message : $"{file.FullName} cannot be read as DICOM: {damaged.Message}");
        }
    }
}
