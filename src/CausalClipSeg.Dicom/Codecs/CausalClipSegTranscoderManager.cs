using FellowOakDicom.Imaging.Codec;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>Makes our codecs those of fo-dicom's transcoder: register it at start-up in place of the default manager.</summary>
public sealed class CausalClipSegTranscoderManager : TranscoderManager
{
    public CausalClipSegTranscoderManager() => LoadCodecs();

    public override void LoadCodecs(string? path = null, string? search = null)
    {
        foreach (var codec in FrameCodecs.All) Codecs[codec.TransferSyntax] = codec;
    }
}
