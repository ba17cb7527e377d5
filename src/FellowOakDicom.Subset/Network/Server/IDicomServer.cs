using Microsoft.Extensions.Logging;

namespace FellowOakDicom.Network;

/// <summary>A listening DICOM application entity: one service object serves each connection.</summary>
public interface IDicomServer : IDisposable
{
    string IPAddress { get; }

    int Port { get; }

    bool IsListening { get; }

    /// <summary>Why the server does not listen, where it could not.</summary>
    Exception? Exception { get; }

    /// <summary>The options of services created from now on.</summary>
    DicomServiceOptions Options { get; }

    ILogger Logger { get; set; }

    /// <summary>Closes the port and aborts the associations that are open.</summary>
    void Stop();
}
