namespace FellowOakDicom;

/// <summary>How this implementation names itself in files and associations (PS3.7 annex D.3.3.2).</summary>
public static class DicomImplementation
{
    public static DicomUID ClassUID { get; } =
        new("2.25.196243880519326011375470863287119254563", "Implementation Class UID", DicomUidType.Unknown);

    public static string Version { get; } = "CAUSALCLIPSEG_01";
}
