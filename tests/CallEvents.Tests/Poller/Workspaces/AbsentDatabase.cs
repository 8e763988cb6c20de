using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallEvents.Tests.Poller.Workspaces;

/// <summary>Lets no connection be opened while the database is away.</summary>
internal sealed class AbsentDatabase : DbConnectionInterceptor
{
    private const int CannotOpen = 14;

    public bool IsAway { get; set; }

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection,
        ConnectionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    ) => IsAway ? throw new SqliteException("unable to open database file", CannotOpen) : new(result);
}
