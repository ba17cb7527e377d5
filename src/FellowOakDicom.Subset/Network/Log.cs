using Microsoft.Extensions.Logging;

namespace FellowOakDicom.Network;

/// <summary>What the network layer says: application entities, units and statuses, never a patient's data.</summary>
internal static partial class Log
{
    [LoggerMessage(7001, LogLevel.Information, "DICOM server listens on {Address}:{Port}")]
    public static partial void Listening(ILogger logger, string address, int port);

    [LoggerMessage(7003, LogLevel.Warning, "A connection could not be taken")]
    public static partial void NotTaken(ILogger logger, Exception exception);

    [LoggerMessage(7004, LogLevel.Debug, "{CallingAE} -> {CalledAE}: association {What}")]
    public static partial void Association(ILogger logger, string callingAE, string calledAE, string what);

    [LoggerMessage(7005, LogLevel.Warning, "{CallingAE} -> {CalledAE}: association aborted [source: {Source}; reason: {Reason}]")]
    public static partial void Aborted(ILogger logger, string callingAE, string calledAE, DicomAbortSource source, DicomAbortReason reason);

    [LoggerMessage(7006, LogLevel.Warning, "Connection with {Host} ended: {Reason}")]
    public static partial void ConnectionFailed(ILogger logger, string host, string reason);

    [LoggerMessage(7007, LogLevel.Debug, "Message {Direction}: {Message}")]
    public static partial void Message(ILogger logger, string direction, DicomMessage message);

    [LoggerMessage(7008, LogLevel.Error, "{What} failed in the service's own code")]
    public static partial void ProviderFailed(ILogger logger, Exception exception, string what);

    [LoggerMessage(7009, LogLevel.Warning, "Request {Message} was not sent: {Reason}")]
    public static partial void NotSent(ILogger logger, DicomMessage message, string reason);

    [LoggerMessage(7010, LogLevel.Debug, "P-DATA-TF received: {Length} bytes")]
    public static partial void DataPdu(ILogger logger, int length);
}
