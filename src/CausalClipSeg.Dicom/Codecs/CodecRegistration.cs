using FellowOakDicom;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>Sets fo-dicom up with our codecs, once at the start of the process.</summary>
public static class CodecRegistration
{
    public static void Register() => new DicomSetupBuilder()
        .RegisterServices(services => services.AddFellowOakDicom().AddTranscoderManager<CausalClipSegTranscoderManager>())
        .Build();
}
