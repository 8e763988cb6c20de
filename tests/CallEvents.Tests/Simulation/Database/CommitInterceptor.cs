using System.Data.Common;
using CallEvents.Tests.Simulation.Scheduling;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallEvents.Tests.Simulation.Database;

/// <summary>
/// A commit is two steps, before and after it is written. It can fail, or be written and its answer lost. The transaction of a process that
/// dies is rolled back, as a database does when the connection ends.
/// </summary>
internal sealed class CommitInterceptor(SimulatedWorld world, SimulatedProcess process, LedgerRules rules) : DbTransactionInterceptor
{
    private const int DiskError = 10;

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    )
    {
        if (!world.Step(process, "commits"))
            return new(Never.Of<InterceptionResult>());

        if (world.Defect.SqlWithCommit(world) is { } sql)
            Execute(transaction, sql);
        rules.BeforeCommit(transaction);
        if (world.Faults.NextCommit() is { } isWritten)
        {
            world.Note(isWritten ? "the answer of the commit is lost" : "the commit fails");
            if (isWritten)
            {
                transaction.Commit();
                rules.AfterCommit();
            }

            throw new SqliteException("disk I/O error", DiskError);
        }

        return new(result);
    }

    public override Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        rules.AfterCommit();
        return world.Step(process, "has committed") ? Task.CompletedTask : Never.Of<bool>();
    }

    private static void Execute(DbTransaction transaction, string sql)
    {
        using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The SQL is a constant of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
