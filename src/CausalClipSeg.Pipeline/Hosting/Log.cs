namespace CausalClipSeg.Pipeline.Hosting;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The database does not answer yet: {Reason}")]
    public static partial void DatabaseIsAway(this ILogger logger, string reason);
}
