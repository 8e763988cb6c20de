using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Outbox;
using CallEvents.Tests.Poller.Ledger;

namespace CallEvents.Tests.Poller.Outbox;

public sealed class OutboxReaderTests
{
    private static readonly OutboxQuery AllTypes = new() { Routable = Enum.GetValues<CallEventType>() };

    [Fact]
    public async Task Live_events_are_read_before_backfill()
    {
        await using var ledger = await LedgerFile.CreateAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        var history = TestLedger.Now - TimeSpan.FromDays(10);
        await session.CommitAsync(TestLedger.FromList("old_1", createdAt: history), TestLedger.FromList("old_2", createdAt: history));
        await session.CommitAsync(TestLedger.FromList("new_1"));

        var pending = await Reader(ledger).NextAsync(AllTypes, default);

        pending.Select(row => row.CallId).ShouldBe(["new_1", "old_1", "old_2"]);
        pending.Select(row => row.Lane).ShouldBe([Lane.Live, Lane.Backfill, Lane.Backfill]);
    }

    [Fact]
    public async Task A_published_event_whose_commit_is_pending_is_not_read_again()
    {
        await using var ledger = await LedgerFile.CreateAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(TestLedger.FromList("call_1"), TestLedger.FromList("call_2"));
        var first = (await Reader(ledger).NextAsync(AllTypes, default))[0];

        var next = await Reader(ledger).NextAsync(AllTypes with { Unacknowledged = new HashSet<long> { first.Id } }, default);

        next.ShouldHaveSingleItem().CallId.ShouldNotBe(first.CallId);
    }

    [Fact]
    public async Task Only_the_oldest_event_of_an_unroutable_type_is_read_as_a_probe()
    {
        await using var ledger = await LedgerFile.CreateAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(TestLedger.FromList("call_1"), TestLedger.FromDetail("call_1"));
        await session.CommitAsync(TestLedger.FromList("call_2"), TestLedger.FromDetail("call_2"));
        var query = new OutboxQuery { Routable = [CallEventType.CallRecorded] };

        (await Reader(ledger).NextAsync(query, default)).ShouldAllBe(row => row.Type == CallEventType.CallRecorded);
        var probing = await Reader(ledger).NextAsync(query with { Probing = [CallEventType.CallTranscribed] }, default);

        probing.Where(row => row.Type == CallEventType.CallTranscribed).ShouldHaveSingleItem().CallId.ShouldBe("call_1");
        probing.Count.ShouldBe(3);
    }

    [Fact]
    public async Task An_oversized_event_is_never_sent_and_is_counted()
    {
        await using var ledger = await LedgerFile.CreateAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync(), maxBytes: 1_000);
        await session.CommitAsync(TestLedger.FromList("call_1"), TestLedger.FromDetail("call_1", new string('x', 2_000)));

        var pending = await Reader(ledger, new PublishingOptions { MaxBytes = 1_000 }).NextAsync(AllTypes, default);

        pending.ShouldHaveSingleItem().Type.ShouldBe(CallEventType.CallRecorded);
        (await ledger.Reader.CountsAsync("main", 1_000, default)).Oversized.ShouldBe(1);

        // A higher limit releases it.
        (await Reader(ledger).NextAsync(AllTypes, default)).Count.ShouldBe(2);
    }

    private static OutboxReader Reader(TestLedger ledger, PublishingOptions? options = null) =>
        new(ledger.Contexts, "main", options ?? new PublishingOptions());
}
