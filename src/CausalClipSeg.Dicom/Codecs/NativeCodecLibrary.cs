using System.Runtime.InteropServices;
using CausalClipSeg.Dicom.Images;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>A codec that the operating system brings; where it is absent the refusal names the package to install.</summary>
internal sealed class NativeCodecLibrary(string file, string package, string compression)
{
    private readonly Lazy<bool> _present = new(() => NativeLibrary.TryLoad(file, out _));

    /// <summary>Null where the library can be used.</summary>
    public ImageRefusal? Refusal => _present.Value
        ? null
        : new ImageRefusal(
            ImageRefusalKind.CodecMissing,
            $"{compression} images cannot be read on this machine because {file} is absent; install it (Debian, Ubuntu: apt-get install {package}) and send the image again.");
}
