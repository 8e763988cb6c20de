using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Tests.Simulation.Database;

/// <summary>
/// The database's clock shows the true virtual time. A function of the connection: with the time as a literal, every statement would be
/// another one, which EF Core compiles anew.
/// </summary>
internal sealed class TrueDatabaseClock : DatabaseClock
{
    public const string Function = "virtual_now";

    public override string Sql(DbContext context) => $"{Function}()";
}
