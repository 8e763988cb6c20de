using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Revont.Calls;

namespace CallEvents.Tests.Poller.Feed;

/// <summary>Parks a call in the ledger of a fixture.</summary>
internal static class ParkedItems
{
    public static async Task ParkAsync(this PassFixture fixture, string callId, DateTimeOffset nextRetryAt)
    {
        var item = new MalformedItem(callId, IsCall: true, "transcript: found 1, expected a list");
        await fixture.CommitAsync(new ItemChanges(callId) { Park = new ParkRequest(item, Slice: null, IsRetry: false) });
        await SetNextRetryAsync(fixture, nextRetryAt);
    }

    /// <summary>Parks <c>call_1</c> as a page of ten seconds from this time would, and makes its retry due.</summary>
    public static async Task ParkByPageAsync(this PassFixture fixture, DateTimeOffset from)
    {
        var item = new MalformedItem("call_1", IsCall: true, "created_at: found text, expected a time");
        await fixture.CommitAsync(TestLedger.Page() with { Slice = new Slice(from, from.AddSeconds(10)), Malformed = [item] });
        await SetNextRetryAsync(fixture, TestLedger.Now);
    }

    private static async Task SetNextRetryAsync(PassFixture fixture, DateTimeOffset nextRetryAt)
    {
        await using var ledger = fixture.OpenLedger();
        ledger.Parked.Single().NextRetryAt = nextRetryAt;
        await ledger.SaveChangesAsync();
    }
}
