using FellowOakDicom.IO;

namespace FellowOakDicom.Network;

/// <summary>A temporary file that only this user may read, for an object while it arrives.</summary>
internal static class ReceiveFile
{
    private const int BufferSize = 64 * 1024;

    public static (IFileReference Reference, FileStream Stream) Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"dicom-{Guid.NewGuid():N}.tmp");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = BufferSize,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return (new FileReference(path), new FileStream(path, options));
    }
}
