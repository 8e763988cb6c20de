using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Poller.Api;

/// <summary>Logs one line when the API begins to fail, for each kind of failure, and one when it answers again.</summary>
internal sealed partial class ApiOutageLog(string workspace, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(30);

    private readonly OutageCounter outage = new(SettleTime, time);

    public void RecordFailure(string error)
    {
        if (outage.RecordFailure(nameof(Log.ApiUnavailable)))
            Log.ApiUnavailable(logger, error, workspace);
    }

    public void RecordRateLimit(TimeSpan delay)
    {
        if (outage.RecordFailure(nameof(Log.RateLimited)))
            Log.RateLimited(logger, workspace, delay);
    }

    /// <summary>Names the setting, not the key.</summary>
    public void RecordRejectedKey(string error)
    {
        if (outage.RecordFailure(nameof(Log.KeyRejected)))
            Log.KeyRejected(logger, error, workspace);
    }

    public void RecordSuccess()
    {
        if (outage.RecordSuccess() is { } ended)
            Log.ApiRecovered(logger, workspace, ended.Duration, ended.Failures);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2101,
            Level = LogLevel.Warning,
            Message = "Revont rate limit: pausing workspace {Workspace} for {Delay} (Retry-After)"
        )]
        public static partial void RateLimited(ILogger logger, string workspace, TimeSpan delay);

        [LoggerMessage(
            EventId = 2102,
            Level = LogLevel.Error,
            Message = "Revont rejects the key in Revont:Workspaces:{Workspace}:ApiKey ({Error}). Nothing is lost; retrying"
        )]
        public static partial void KeyRejected(ILogger logger, string error, string workspace);

        [LoggerMessage(
            EventId = 2106,
            Level = LogLevel.Warning,
            Message = "The Revont API fails for workspace {Workspace} ({Error}). Nothing is lost; retrying, at least once a minute"
        )]
        public static partial void ApiUnavailable(ILogger logger, string error, string workspace);

        [LoggerMessage(
            EventId = 2107,
            Level = LogLevel.Information,
            Message = "The Revont API answers workspace {Workspace} again, after {Duration} and {Failures} failed or throttled requests"
        )]
        public static partial void ApiRecovered(ILogger logger, string workspace, TimeSpan duration, int failures);
    }
}
