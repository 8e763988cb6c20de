using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallEvents.Tests.Alerting;

/// <summary>Calls a test before and after each statement and each commit of a database.</summary>
internal sealed class DatabaseSteps : DbCommandInterceptor, IDbTransactionInterceptor
{
    /// <summary>What the test does at a step; throws to let it fail.</summary>
    public Action Step { get; set; } = () => { };

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    ) => Continue(result);

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            return await Continue(result);
        }
        catch
        {
            // EF Core does not know of it yet, and its statement would keep SQLite's file locked.
            await result.DisposeAsync();
            throw;
        }
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    ) => Continue(result);

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    ) => Continue(result);

    public ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    ) => Continue(result);

    public async Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    ) => await Continue(0);

    private ValueTask<T> Continue<T>(T result)
    {
        Step();
        return ValueTask.FromResult(result);
    }
}
