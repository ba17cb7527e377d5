namespace CausalClipSeg.Model;

/// <summary>Training or evaluation data that cannot be used, with the file or line at fault.</summary>
public sealed class TrainingDataException(string message, Exception? cause = null) : Exception(message, cause);
