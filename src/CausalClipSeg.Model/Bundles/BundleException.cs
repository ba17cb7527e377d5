namespace CausalClipSeg.Model;

/// <summary>A bundle that cannot be used, with what is wrong and where; retrying does not help.</summary>
public sealed class BundleException(string message, Exception? cause = null) : Exception(message, cause);
