using System.Diagnostics.Metrics;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Outbox;
using CallEvents.Tests.Poller.Diagnostics;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.Tests.Poller.Outbox;

public sealed class DiscardedEventTests
{
    [Fact]
    public async Task An_unroutable_event_that_is_not_waited_for_is_discarded_and_not_published()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var sender = new RecordingSender(CallEventType.CallUpdated);
        await using var poller = await StartAsync(revont, sender);
        using var metrics = new MetricRecorder(poller.Resolve<IMeterFactory>());
        var call = new ScriptedCall("call_1", revont.Now);
        revont.Put(call);
        await Eventually.Be(() => sender.Confirmed.Any(row => row.Type == CallEventType.CallTranscribed));

        revont.Put(call with { Item = call.ItemJson.Replace("won", "lost", StringComparison.Ordinal) });
        await Eventually.Be(() => poller.Status.Publishing.Discarded(CallEventType.CallUpdated) == 1);
        await Eventually.Be(() => poller.Status.Ledger.Pending[CallEventType.CallUpdated] == 0);

        await using var ledger = poller.OpenLedger();
        var row = ledger.Outbox.Single(row => row.Type == CallEventType.CallUpdated);
        (row.PublishedAt, row.Body).ShouldBe((null, null));
        row.DiscardedAt.ShouldNotBeNull();
        poller.Status.Publishing.Published(CallEventType.CallUpdated).ShouldBe(0);
        poller.Status.Publishing.UnroutableTypes.ShouldBeEmpty();
        var discarded = metrics.Of("callevents.events.discarded").ShouldHaveSingleItem();
        (discarded.Value, discarded.Tags["callevents.event.type"], discarded.Tags["callevents.discard.reason"]).ShouldBe(
            (1, "CallUpdated", "unroutable")
        );
        metrics.Of("callevents.events.published").ShouldAllBe(published => published.Tags["callevents.event.type"] != "CallUpdated");
    }

    [Fact]
    public async Task Events_of_every_type_wait_a_while_when_bindings_are_lost()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var sender = new RecordingSender();
        await using var poller = await StartAsync(revont, sender);
        var call = new ScriptedCall("call_1", revont.Now);
        revont.Put(call);
        await Eventually.Be(() => sender.Confirmed.Any(row => row.Type == CallEventType.CallTranscribed));
        revont.Put(call with { Item = call.ItemJson.Replace("won", "lost", StringComparison.Ordinal) });
        await Eventually.Be(() => sender.Confirmed.Any(row => row.Type == CallEventType.CallUpdated));

        sender.Unroutable = [CallEventType.CallUpdated];
        revont.Put(call);
        await Eventually.Be(() => poller.Status.Publishing.Discarded(CallEventType.CallUpdated) == 1);
        await Eventually.Be(() => poller.Status.Ledger.Pending[CallEventType.CallUpdated] == 0);

        poller.Logs.Lines.Count(line => line.Contains("CallUpdated had a queue and has none", StringComparison.Ordinal)).ShouldBe(1);
        poller.Status.Publishing.UnroutableTypes.ShouldBeEmpty();
        await using var ledger = poller.OpenLedger();
        var discarded = ledger.Outbox.Single(row => row.DiscardedAt != null);
        (discarded.DiscardedAt - discarded.ObservedAt).ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(BindingGate.RebindTime);
    }

    [Fact]
    public async Task The_age_of_the_oldest_pending_event_is_measured_while_it_waits()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        await using var poller = await StartAsync(revont, new RecordingSender(CallEventType.CallRecorded));
        using var metrics = new MetricRecorder(poller.Resolve<IMeterFactory>());
        revont.Add("call_1", revont.Now);

        await Eventually.Be(() => poller.Status.Ledger.OldestPendingEventAge().Any(age => age.Value > TimeSpan.FromMinutes(2)));

        metrics.Observe();
        var ages = metrics.Of("callevents.outbox.oldest_age");
        ages.ShouldAllBe(age => age.Tags["callevents.event.type"] == "CallRecorded");
        ages[^1].Value.ShouldBeGreaterThan(120);
    }

    private static Task<PollerHost> StartAsync(ScriptedRevont revont, IMessageSender sender) =>
        revont.StartPollerAsync(
            settings: FastSettings.From(revont.Now.AddHours(-1)),
            configure: builder => builder.Services.AddSingleton(sender)
        );
}
