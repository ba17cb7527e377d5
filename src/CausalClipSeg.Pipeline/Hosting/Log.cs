namespace CausalClipSeg.Pipeline.Hosting;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The database does not answer yet: {Reason}")]
    public static partial void DatabaseIsAway(this ILogger logger, string reason);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "HTTP listens on {Address}:{Port} ({Transport})")]
    public static partial void HttpListens(this ILogger logger, string address, int port, string transport);
}
