namespace FellowOakDicom.IO.Writer;

/// <summary>The freedoms that PS3.5 section 7.5 leaves to a writer.</summary>
public sealed class DicomWriteOptions
{
    public static DicomWriteOptions Default { get; } = new();

    public bool ExplicitLengthSequences { get; set; }

    public bool ExplicitLengthSequenceItems { get; set; }

    /// <summary>Whether group lengths that were read are written again, with the lengths as they are now.</summary>
    public bool KeepGroupLengths { get; set; }
}
