namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>What happens to an image that does not say which side of it is the patient's left.</summary>
public enum UnknownOrientationPolicy
{
    /// <summary>The case is parked with the reason. The default: a side is never guessed.</summary>
    Park,

    /// <summary>The site vouches that its sources display frontal images the standard way (patient's left at the viewer's right).</summary>
    AssumeStandard,
}

/// <summary>How findings become the sentence that the network is asked.</summary>
public sealed class ReferringOptions
{
    public const string Section = "Referring";

    public UnknownOrientationPolicy UnknownOrientation { get; set; } = UnknownOrientationPolicy.Park;

    /// <summary>Whether a finding the report is unsure of ("may represent") is delineated as well.</summary>
    public bool IncludeUncertain { get; set; } = true;
}
