namespace FellowOakDicom.Network;

/// <summary>What a server as a whole may be told, as against one of its connections.</summary>
public sealed class DicomServerOptions
{
    /// <summary>How many connections are served at a time; further ones wait. 0 (default) is no limit.</summary>
    public int MaxClientsAllowed { get; set; }
}
