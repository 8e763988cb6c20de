using System.Diagnostics.Metrics;
using CallEvents.Tests.Poller.Diagnostics;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

public sealed class ParkedRetryTests
{
    [Fact]
    public async Task A_call_with_a_broken_list_item_is_read_by_id_and_stays_parked_while_listed()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-30);
        foreach (var (id, minute) in (IEnumerable<(string, int)>)[("old", 5), ("new", 29)])
            revont.Put(new ScriptedCall(id, start.AddMinutes(minute)) { Item = $$"""{"id":"{{id}}","created_at":"yesterday"}""" });
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start, ("Polling:Rereads:0:Depth", "00:15:00")));
        await poller.WaitUntilBackfilledAsync();
        await Eventually.Be(() => poller.Parked().Count == 2);
        await poller.MakeRetriesDueAsync();
        await poller.WaitUntilTranscribedAsync("old", "new");
        await poller.WaitUntilRecordedOnceAsync("old", "new");
        (await Eventually.Be(() => poller.Parked(), parked => parked.Count == 1)).Single().Key.ShouldBe("new");
        poller.Parked().Single().NextRetryAt.ShouldBeGreaterThan(time.GetUtcNow().AddMinutes(30));
    }

    [Fact]
    public async Task History_that_is_unreadable_everywhere_stays_parked_until_it_can_be_read()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var call = PutUnreadableHistory(revont);
        await using var poller = await revont.StartPollerAsync(settings: HistorySettings(revont));
        await Eventually.Be(() => poller.Parked().Count == 1);
        await RetryAsync(poller, revont, call.Id);
        poller.RecordedCallIds().ShouldBeEmpty();

        revont.Add(call.Id, call.CreatedAt);
        await poller.MakeRetriesDueAsync();
        await poller.WaitUntilRecordedOnceAsync(call.Id);
        await poller.WaitUntilTranscribedAsync(call.Id);
        await Eventually.Be(() => poller.Parked().Count == 0);
    }

    [Fact]
    public async Task A_parked_call_that_was_deleted_is_removed_with_one_log_line()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var call = PutUnreadableHistory(revont);
        await using var poller = await revont.StartPollerAsync(settings: HistorySettings(revont));
        using var removed = new MetricRecorder(poller.Resolve<IMeterFactory>());
        await Eventually.Be(() => poller.Parked().Count == 1);
        revont.RespondWithStatus(request => request.CallId == call.Id, 404);
        await RetryAsync(poller, revont, call.Id);

        revont.Remove(call.Id);
        await poller.MakeRetriesDueAsync();
        await Eventually.Be(() => poller.Parked().Count == 0);
        await Eventually.Be(() => poller.OwnLogLines().Count(line => line.Contains("removed", StringComparison.Ordinal)) == 1);
        removed.Of("callevents.items.removed").Sum(measured => measured.Value).ShouldBe(1);
    }

    private static Dictionary<string, string?> HistorySettings(ScriptedRevont revont) =>
        FastSettings.From(revont.Now.AddDays(-13), ("Polling:SliceLength", "1.00:00:00"));

    private static ScriptedCall PutUnreadableHistory(ScriptedRevont revont)
    {
        const string json = """{"id":"call_1","coaching_score":{}}""";
        return revont.Put(new ScriptedCall("call_1", revont.Now.AddDays(-12)) { Item = json, Detail = json });
    }

    /// <summary>Makes the retry due, and waits until it has been made and has left the call parked.</summary>
    private static async Task RetryAsync(PollerHost poller, ScriptedRevont revont, string callId)
    {
        var before = revont.Requests.Count(request => request.CallId == callId);
        var parkedUntil = poller.Parked().Single().NextRetryAt;
        await poller.MakeRetriesDueAsync();
        await Eventually.Be(() => revont.Requests.Count(request => request.CallId == callId) > before);
        await Eventually.Be(() => poller.Parked(), parked => parked.Count == 0 || parked.Single().NextRetryAt > parkedUntil);
        poller.Parked().ShouldHaveSingleItem().Key.ShouldBe(callId);
    }
}
