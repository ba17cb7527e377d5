namespace CausalClipSeg.Model;

/// <summary>A run that is not begun as it is asked for: an option makes no sense, or its folder holds what it would destroy or mix.</summary>
public sealed class TrainingRefusedException(string message) : Exception(message);
