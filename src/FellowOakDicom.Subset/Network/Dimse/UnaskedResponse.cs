namespace FellowOakDicom.Network;

/// <summary>A response that nobody waits for any more, its request having timed out: read, so that the association goes on.</summary>
internal sealed class UnaskedResponse(DicomDataset command) : DicomResponse(command);
