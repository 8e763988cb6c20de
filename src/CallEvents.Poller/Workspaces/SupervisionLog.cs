using CallEvents.ServiceDefaults.Database;

namespace CallEvents.Poller.Workspaces;

/// <summary>Logs the failures of supervised operations: a database outage as one line, anything else with its stack trace.</summary>
internal static partial class SupervisionLog
{
    public static void Failed(ILogger logger, Exception exception, string operation, string workspace)
    {
        if (TransientDatabaseError.Describe(exception) is { } error)
            Log.DatabaseUnavailable(logger, operation, workspace, error);
        else
            Log.OperationFailed(logger, exception, operation, workspace);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2301,
            Level = LogLevel.Warning,
            Message = "Database unavailable during {Operation} of workspace {Workspace}: {Error}. Nothing is lost; retrying"
        )]
        public static partial void DatabaseUnavailable(ILogger logger, string operation, string workspace, string error);

        [LoggerMessage(EventId = 2302, Level = LogLevel.Error, Message = "{Operation} failed for workspace {Workspace}; retrying")]
        public static partial void OperationFailed(ILogger logger, Exception exception, string operation, string workspace);
    }
}
