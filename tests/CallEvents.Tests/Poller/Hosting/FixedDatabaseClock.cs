using System.Globalization;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Tests.Poller.Hosting;

/// <summary>A database clock that the test controls.</summary>
internal sealed class FixedDatabaseClock(TimeProvider time) : DatabaseClock
{
    private int reads;

    public int Reads => reads;

    public override string Sql(LedgerDbContext context)
    {
        Interlocked.Increment(ref reads);
        return time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
    }
}
