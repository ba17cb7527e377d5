namespace CausalClipSeg.Model;

/// <summary>A run whose loss is no number any more; going on from its checkpoint with the same options ends the same way.</summary>
public sealed class TrainingDivergedException(string message) : Exception(message);
