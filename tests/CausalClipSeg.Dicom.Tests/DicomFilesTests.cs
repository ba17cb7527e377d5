using System.Text;
using CausalClipSeg.Tests;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests;

/// <summary>What keeps a file from being read: the disk, which may come back, or what lies there, which does not heal.</summary>
public sealed class DicomFilesTests
{
    [Fact]
    public async Task A_missing_file_is_missing_and_a_disk_that_does_not_answer_is_a_disk()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.File("circle"), "circle");

        await Should.ThrowAsync<FileNotFoundException>(() => DicomFiles.OpenAsync(folder.File("none.dcm")));
        await Should.ThrowAsync<DirectoryNotFoundException>(() => DicomFiles.OpenAsync(folder.File("none/none.dcm"), FileReadOption.ReadLargeOnDemand));
        await Should.ThrowAsync<IOException>(() => DicomFiles.OpenAsync(folder.File("circle")));
        await Should.ThrowAsync<UnauthorizedAccessException>(() => DicomFiles.OpenAsync(folder.Path, FileReadOption.SkipLargeTags));
        Should.Throw<FileNotFoundException>(() => DicomFiles.Open(folder.File("none.dcm"), Encoding.Latin1));
    }

    [Fact]
    public async Task What_is_no_DICOM_is_damaged()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.File("letters.dcm"), [.. Enumerable.Repeat((byte)'x', 400)], TestContext.Current.CancellationToken);

        await Should.ThrowAsync<DicomException>(() => DicomFiles.OpenAsync(folder.File("letters.dcm")));
        Should.Throw<DicomException>(() => DicomFiles.Open(folder.File("letters.dcm"), Encoding.Latin1));
    }
}
