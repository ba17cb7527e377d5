namespace CausalClipSeg.Model;

/// <summary>A weights file that cannot be used, with the tensor or the place at fault; retrying does not help.</summary>
public sealed class WeightsException(string message, Exception? cause = null) : Exception(message, cause);
