namespace CausalClipSeg.Model;

/// <summary>One question: where in this picture is what this sentence says?</summary>
public sealed record SegmentationInput(GrayImage Image, string Text);
