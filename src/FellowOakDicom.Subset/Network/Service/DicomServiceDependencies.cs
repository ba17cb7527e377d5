using Microsoft.Extensions.Logging;

namespace FellowOakDicom.Network;

/// <summary>What the base class of services needs from the container, so that a derived constructor passes one thing through.</summary>
public sealed class DicomServiceDependencies(ILoggerFactory loggerFactory)
{
    public ILoggerFactory LoggerFactory { get; } = loggerFactory;
}
