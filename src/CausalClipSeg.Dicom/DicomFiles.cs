using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Text;
using FellowOakDicom;

namespace CausalClipSeg.Dicom;

/// <summary>
/// Opens DICOM files. fo-dicom tells of a file that is missing, of a disk that does not answer and of an object that is damaged by one exception;
/// here the first two stay what they are, since a disk comes back and a damaged object does not heal.
/// </summary>
public static class DicomFiles
{
    /// <exception cref="DicomException">What lies there is no DICOM object, or a damaged one.</exception>
    /// <exception cref="IOException">The file is missing, or its disk does not answer.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static async Task<DicomFile> OpenAsync(string path, FileReadOption option = FileReadOption.Default)
    {
        try
        {
            return await DicomFile.OpenAsync(path, option).ConfigureAwait(false);
        }
        catch (DicomFileException failure) when (IsOfTheDisk(failure.InnerException))
        {
            ExceptionDispatchInfo.Throw(failure.InnerException);
            throw;
        }
    }

    /// <inheritdoc cref="OpenAsync"/>
    public static DicomFile Open(string path, Encoding fallback)
    {
        try
        {
            return DicomFile.Open(path, fallback);
        }
        catch (DicomFileException failure) when (IsOfTheDisk(failure.InnerException))
        {
            ExceptionDispatchInfo.Throw(failure.InnerException);
            throw;
        }
    }

    private static bool IsOfTheDisk([NotNullWhen(true)] Exception? cause) =>
        cause is UnauthorizedAccessException or IOException and not EndOfStreamException;
}
