using CallEvents.Poller.Diagnostics;
using CallEvents.ServiceDefaults.Database;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// Logs one line when the ledger's database becomes unavailable, whichever operation is the first to fail, and one when it is back. All
/// operations of all workspaces need the same database.
/// </summary>
internal sealed partial class LedgerOutageLog(PollerMetrics metrics, TimeProvider time, ILogger<LedgerOutageLog> logger)
{
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(30);

    private readonly OutageCounter outage = new(SettleTime, time);

    /// <returns>Whether it was the database that failed.</returns>
    public bool RecordFailure(string operation, Exception exception)
    {
        if (TransientDatabaseError.Describe(exception) is not { } error)
            return false;
        RecordFailure(operation, error);
        return true;
    }

    /// <param name="operation">What failed, such as <c>a commit of workspace main</c>.</param>
    /// <param name="error">Why, in the database's words.</param>
    public void RecordFailure(string operation, string error)
    {
        metrics.LedgerFailed();
        if (outage.RecordFailure())
            Log.DatabaseUnavailable(logger, operation, error);
    }

    public void RecordSuccess()
    {
        if (outage.RecordSuccess() is { } ended)
            Log.DatabaseRecovered(logger, ended.Duration, ended.Failures);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2201,
            Level = LogLevel.Warning,
            Message = "Database unavailable during {Operation}: {Error}. Nothing is lost; retrying"
        )]
        public static partial void DatabaseUnavailable(ILogger logger, string operation, string error);

        [LoggerMessage(
            EventId = 2209,
            Level = LogLevel.Information,
            Message = "The database is available again, after {Duration} and {Failures} failed operations"
        )]
        public static partial void DatabaseRecovered(ILogger logger, TimeSpan duration, int failures);
    }
}
