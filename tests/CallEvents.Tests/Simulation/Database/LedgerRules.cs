using System.Data.Common;
using System.Globalization;
using CallEvents.Tests.Simulation.Scheduling;

namespace CallEvents.Tests.Simulation.Database;

/// <summary>What holds for every commit: only the holder of the lease commits, and no progress moves back.</summary>
internal sealed class LedgerRules(SimulatedWorld world, SimulatedProcess process)
{
    private const string Progress = """
        SELECT watermark, backfilled_to, COALESCE(api_paused_until, 0), COALESCE(holder, ''), start_from,
            (SELECT COUNT(*) FROM jobs WHERE state = 'Running')
        FROM workspaces
        """;

    private LedgerProgress written;

    /// <summary>Reads what the transaction would leave.</summary>
    public void BeforeCommit(DbTransaction transaction)
    {
        using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Progress;
        using var row = command.ExecuteReader();
        if (!row.Read())
            return;

        written = new LedgerProgress(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(4), row.GetInt64(5) > 0);
        var last = world.Database.LastProgress;
        if (written.Watermark < last.Watermark)
            world.Violate("the watermark moves back");
        if (written.BackfilledTo < last.BackfilledTo)
            world.Violate("the progress of backfill moves back");
        if (last.StartFrom > 0 && written.StartFrom > last.StartFrom)
            world.Violate("the start moves forward");
        if (written.PausedUntil < last.PausedUntil)
            world.Violate("the stored Retry-After moves back");
        if (row.GetString(3) != process.Name)
            world.Violate(string.Create(CultureInfo.InvariantCulture, $"{process.Name} commits while {row.GetString(3)} holds the lease"));
    }

    public void AfterCommit()
    {
        world.Database.LastProgress = written;
        if (written.HasJob)
            world.StepsWithJob.Add(world.Steps);
    }
}

/// <summary>How far the ledger has come, as it is stored.</summary>
internal readonly record struct LedgerProgress(long Watermark, long BackfilledTo, long PausedUntil, long StartFrom, bool HasJob);
