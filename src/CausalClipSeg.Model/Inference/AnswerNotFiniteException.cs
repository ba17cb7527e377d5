namespace CausalClipSeg.Model;

/// <summary>An answer of which a mask would say "nothing here" only because it is no number; asking the same model again does not help.</summary>
public sealed class AnswerNotFiniteException(string message) : Exception(message);
