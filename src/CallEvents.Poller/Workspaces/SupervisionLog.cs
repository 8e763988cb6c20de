using System.Collections.Concurrent;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Workspaces;

/// <summary>
/// Logs the failures of supervised operations: a database outage as one line, anything else with its stack trace, once an hour while it
/// fails in the same way.
/// </summary>
internal sealed partial class SupervisionLog(LedgerOutageLog outage, TimeProvider time, ILogger<SupervisionLog> logger)
{
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Operation, string Workspace, Type Error), Repetition> failures = new();

    /// <returns>Whether it was the database that failed.</returns>
    public bool RecordOutage(Exception exception, string operation, string workspace) =>
        outage.RecordFailure($"{operation} of workspace {workspace}", exception);

    public void Failed(Exception exception, string operation, string workspace)
    {
        if (RecordOutage(exception, operation, workspace))
            return;

        // An operation that fails each second all night is one problem.
        var repetition = failures.GetOrAdd((operation, workspace, exception.GetType()), _ => new Repetition());
        if (repetition.Count(time, RepeatInterval) is { } count)
            Log.OperationFailed(logger, exception, operation, workspace, count);
    }

    private sealed class Repetition
    {
        private readonly Lock sync = new();
        private long? loggedAt;
        private int count;

        /// <returns>How often it failed since it was last logged; null when this failure is not to be logged.</returns>
        public int? Count(TimeProvider time, TimeSpan interval)
        {
            lock (sync)
            {
                count++;
                if (loggedAt is { } last && time.GetElapsedTime(last) < interval)
                    return null;
                var failures = count;
                (loggedAt, count) = (time.GetTimestamp(), 0);
                return failures;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2302,
            Level = LogLevel.Error,
            Message = "{Operation} failed for workspace {Workspace}; retrying. Failures since this was last logged: {Failures}"
        )]
        public static partial void OperationFailed(ILogger logger, Exception exception, string operation, string workspace, int failures);
    }
}
