namespace CausalClipSeg.Pipeline.Referring;

/// <summary>One question to the network, which becomes one segment: a finding, where the report puts it, and the sentence in the model's own grammar.</summary>
public sealed record Ask(string Finding, string Side, string Zones, string Sentence, string ReferringText);

/// <summary>What a report means for one image.</summary>
public abstract record Composition
{
    private Composition()
    {
    }

    /// <summary>There is something to delineate; where the report has a caveat, once a person says so.</summary>
    public sealed record Ready(IReadOnlyList<Ask> Asks, string? Caveat = null) : Composition;

    /// <summary>The report describes no lesion; the recorded answer is "nothing to delineate".</summary>
    public sealed record Negative(string Reason) : Composition;

    /// <summary>The report describes lesions, or the image shows a view, that this model was not trained for.</summary>
    public sealed record OutsideModel(string Reason) : Composition;

    /// <summary>It cannot be known which side of the image is the patient's left, or what the report says; a person has to look.</summary>
    public sealed record Parked(string Reason) : Composition;
}
