using Microsoft.Data.Sqlite;

namespace CallEvents.Tests.Simulation.Database;

/// <summary>
/// The connection of one process, kept open: opening it for each context, with its settings, would take most of the time of a run. Closed
/// when the process dies, which rolls back what is not committed.
/// </summary>
internal static class ProcessConnection
{
    public static SqliteConnection Open(SimulatedWorld world)
    {
        var connection = new SqliteConnection(world.Database.ConnectionString);
        connection.Open();
        connection.CreateFunction(TrueDatabaseClock.Function, () => world.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        return connection;
    }
}
