using System.Globalization;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Tests.ServiceDefaults.Database;

/// <summary>A database clock that the test controls.</summary>
internal sealed class FixedDatabaseClock(TimeProvider time) : DatabaseClock
{
    private int reads;

    public int Reads => reads;

    public override string Sql(DbContext context)
    {
        Interlocked.Increment(ref reads);
        return time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
    }
}
