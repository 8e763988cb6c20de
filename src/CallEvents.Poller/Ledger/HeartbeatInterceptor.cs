using System.Data.Common;
using CallEvents.Poller.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// Beats at each statement, for as long as it may take: a database that answers slowly, or times out again and again, makes no loop hang.
/// </summary>
internal sealed class HeartbeatInterceptor : DbCommandInterceptor
{
    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        Beat(command);
        return new(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        Beat(command);
        return new(result);
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result,
        CancellationToken cancellationToken = default
    )
    {
        Beat(command);
        return new(result);
    }

    private static void Beat(DbCommand command) => Heartbeat.Beat(TimeSpan.FromSeconds(command.CommandTimeout));
}
