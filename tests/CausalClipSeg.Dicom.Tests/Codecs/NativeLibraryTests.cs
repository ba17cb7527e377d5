using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Images;

namespace CausalClipSeg.Dicom.Tests.Codecs;

public sealed class NativeLibraryTests
{
    [Fact]
    public void A_missing_library_is_refused_with_the_package_to_install()
    {
        var refusal = new NativeCodecLibrary("libnowhere.so.7", "libnowhere7", "JPEG 3000").Refusal.ShouldNotBeNull();
        refusal.Kind.ShouldBe(ImageRefusalKind.CodecMissing);
        refusal.Reason.ShouldBe(
            "JPEG 3000 images cannot be read on this machine because libnowhere.so.7 is absent; install it (Debian, Ubuntu: apt-get install libnowhere7) and send the image again.");
    }
}
