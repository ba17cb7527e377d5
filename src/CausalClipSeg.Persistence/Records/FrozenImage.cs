namespace CausalClipSeg.Persistence;

/// <summary>An image that has once been on the test side: it stays there, even when its patient's identifier is corrected afterwards.</summary>
public sealed class FrozenImage
{
    public required string SopInstanceUid { get; init; }

    /// <summary>Keyed hash of the patient under whom it was frozen.</summary>
    public required string PatientKey { get; init; }
    public required DateTimeOffset FrozenAt { get; init; }
}
