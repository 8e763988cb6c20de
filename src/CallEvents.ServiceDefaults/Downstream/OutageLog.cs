using Microsoft.Extensions.Logging;

namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>Logs the start and the end of an outage once, and a change of its kind.</summary>
internal sealed partial class OutageLog(string name, TimeProvider time, ILogger logger)
{
    public void Record(Outage? before, Outage? now, int waiting)
    {
        if (before is not null && now is null)
        {
            var duration = time.GetElapsedTime(before.SinceTimestamp);
            Log.Recovered(logger, name, duration, waiting);
        }

        if (now is null || before?.IsAuthorized == now.IsAuthorized)
            return;
        if (now.IsAuthorized)
            Log.Unavailable(logger, name, now.Reason, now.NextProbe);
        else
            Log.Unauthorized(logger, name, now.Reason);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1301,
            Level = LogLevel.Warning,
            Message = "{Name} unavailable ({Reason}); consumption paused, next probe at {NextProbe:u}"
        )]
        public static partial void Unavailable(ILogger logger, string name, string reason, DateTimeOffset nextProbe);

        [LoggerMessage(
            EventId = 1302,
            Level = LogLevel.Error,
            Message = "{Name} rejected our credentials ({Reason}); consumption paused until they work"
        )]
        public static partial void Unauthorized(ILogger logger, string name, string reason);

        [LoggerMessage(
            EventId = 1303,
            Level = LogLevel.Information,
            Message = "{Name} recovered after {Duration}; {Waiting} messages resumed"
        )]
        public static partial void Recovered(ILogger logger, string name, TimeSpan duration, int waiting);
    }
}
