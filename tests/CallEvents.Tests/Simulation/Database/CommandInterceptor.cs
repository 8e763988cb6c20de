using System.Data.Common;
using CallEvents.Tests.Simulation.Scheduling;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallEvents.Tests.Simulation.Database;

/// <summary>A statement about a lease is two steps, before and after it is executed: it is a transaction by itself.</summary>
internal sealed class CommandInterceptor(SimulatedWorld world, SimulatedProcess process) : DbCommandInterceptor
{
    private const int CannotOpen = 14;

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    ) => Begin(command) ? new(result) : new(Never.Of<InterceptionResult<int>>());

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    ) => End(command) ? new(result) : new(Never.Of<int>());

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    ) => Begin(command) ? new(result) : new(Never.Of<InterceptionResult<DbDataReader>>());

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default
    )
    {
        if (End(command))
            return result;

        // An unread row would lock the table for the other processes.
        await result.DisposeAsync();
        return await Never.Of<DbDataReader>();
    }

    private bool Begin(DbCommand command)
    {
        if (!world.Scheduler.CountStatement())
            return false;
        if (world.Faults.IsDatabaseAway)
            throw new SqliteException("unable to open database file", CannotOpen);
#pragma warning disable CA2100 // The SQL is the product's, or a constant of the tests.
        command.CommandText = world.Defect.Rewrite(command.CommandText);
#pragma warning restore CA2100
        return process.IsAlive && (LeaseStep(command) is not { } step || world.Step(process, $"{step} the lease"));
    }

    private bool End(DbCommand command) =>
        process.IsAlive && (LeaseStep(command) is not { } step || world.Step(process, $"{step} the lease: done"));

    private static string? LeaseStep(DbCommand command)
    {
        var sql = command.CommandText.AsSpan().TrimStart();
        return !sql.StartsWith("UPDATE workspaces", StringComparison.Ordinal) || !sql.Contains("lease_until =", StringComparison.Ordinal)
                ? null
            : sql.Contains("fence + 1", StringComparison.Ordinal) ? "acquires"
            : sql.Contains("holder = NULL", StringComparison.Ordinal) ? "releases"
            : "renews";
    }
}
