namespace CausalClipSeg.Model;

/// <summary>A device that is not there; retrying does not help.</summary>
public sealed class ComputeDeviceException(string message) : Exception(message);
