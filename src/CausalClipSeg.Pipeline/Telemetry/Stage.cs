namespace CausalClipSeg.Pipeline.Telemetry;

/// <summary>The stages of the clinical line, in the order in which data walks through them.</summary>
public enum Stage
{
    Intake,
    Matching,
    Referring,
    Inference,
    Delivery,
}
