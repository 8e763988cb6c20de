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

        if (now is null || before?.Kind == now.Kind)
            return;
        switch (now.Kind)
        {
            case OutageKind.Unauthorized:
                Log.Unauthorized(logger, name, now.Reason);
                break;
            case OutageKind.NotPrepared:
                Log.NotPrepared(logger, name, now.Reason);
                break;
            case OutageKind.Rejecting:
                Log.Rejecting(logger, name, now.Reason);
                break;
            default:
                Log.Unavailable(logger, name, now.Reason, now.NextProbe);
                break;
        }
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

        [LoggerMessage(
            EventId = 1304,
            Level = LogLevel.Error,
            Message = "{Name} is not prepared ({Reason}); consumption paused until it is"
        )]
        public static partial void NotPrepared(ILogger logger, string name, string reason);

        [LoggerMessage(
            EventId = 1305,
            Level = LogLevel.Error,
            Message = "{Name} rejects everything ({Reason}); consumption paused, one message is tried each minute"
        )]
        public static partial void Rejecting(ILogger logger, string name, string reason);
    }
}
