using System.Collections.Immutable;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class UnreadableChangesTests
{
    /// <summary>After a change of the API's schema, a million keys may be parked, and there is a commit for every page.</summary>
    [Fact]
    public void A_commit_copies_none_of_the_parked_keys()
    {
        var parked = ImmutableDictionary<string, bool>.Empty.Add("call_1", true);
        using var context = new LedgerDbContext(new DbContextOptions<LedgerDbContext>());

        new UnreadableChanges(context, "main", DateTimeOffset.UnixEpoch, parked).Parked.ShouldBeSameAs(parked);
    }
}
