namespace CausalClipSeg.Model;

/// <summary>A single question that the device's memory cannot hold, however small the batch; retrying on the same device does not help.</summary>
public sealed class DeviceMemoryException(string message, Exception cause) : Exception(message, cause);
