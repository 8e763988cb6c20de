using System.Text.Json;
using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.Tests.Poller.Ledger;
using CallEvents.LedgerSpecs;
using MassTransit.Serialization;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Publishing;

public sealed class PublishingTests
{
    private static readonly CallEventType[] All = Enum.GetValues<CallEventType>();
    private static readonly HashSet<long> Unmarked = [];

    [Fact]
    public void A_body_comes_out_of_the_ledger_as_it_went_in()
    {
        var message = new CallTranscribed
        {
            Workspace = "main",
            Revision = long.MaxValue,
            ObservedAt = TestLedger.Now,
            Origin = Origins.Live,
            Call = new Call { Id = "call_1", CreatedAt = TestLedger.Now, CoachingScore = 78.5 },
            Transcript = [new Segment { Text = "Grüße aus 東京 🎉 \"quoted\" <b>" }],
        };

        var (body, size) = OutboxBody.Encode(message);
        var json = new byte[size];
        OutboxBody.Decode(body, json);
        var again = JsonSerializer.Deserialize<CallTranscribed>(json, SystemTextJsonMessageSerializer.Options)!;

        again.Transcript.ShouldBe(message.Transcript);
        (again with { Transcript = message.Transcript }).ShouldBe(message);
        size.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task Live_facts_are_told_before_history()
    {
        await using var file = await LedgerFile.CreateAsync();
        await using var work = await file.WorkAsync(await file.BeginAsync());
        var history = TestLedger.Now - TimeSpan.FromDays(10);
        await work.CommitAsync(TestLedger.Listed("old_1", createdAt: history), TestLedger.Listed("old_2", createdAt: history));
        await work.CommitAsync(TestLedger.Listed("new_1"));

        var due = await new OutboxReader(file.Contexts, "main", new PublishingOptions()).NextAsync(All, [], [], Unmarked, default);

        due.Select(fact => fact.CallId).ShouldBe(["new_1", "old_1", "old_2"]);
        due.Select(fact => fact.Lane).ShouldBe([Lane.Live, Lane.Backfill, Lane.Backfill]);
    }

    [Fact]
    public async Task A_fact_whose_mark_is_on_its_way_to_the_disk_is_not_told_again()
    {
        await using var file = await LedgerFile.CreateAsync();
        await using var work = await file.WorkAsync(await file.BeginAsync());
        await work.CommitAsync(TestLedger.Listed("call_1"), TestLedger.Listed("call_2"));
        var due = new OutboxReader(file.Contexts, "main", new PublishingOptions());
        var first = (await due.NextAsync(All, [], [], Unmarked, default))[0];

        (await due.NextAsync(All, [], [], new HashSet<long> { first.Id }, default)).ShouldHaveSingleItem().CallId.ShouldNotBe(first.CallId);
    }

    [Fact]
    public async Task A_type_that_is_closed_waits_but_for_its_oldest_fact_which_knocks()
    {
        await using var file = await LedgerFile.CreateAsync();
        await using var work = await file.WorkAsync(await file.BeginAsync());
        await work.CommitAsync(TestLedger.Listed("call_1"), TestLedger.Transcribed("call_1"), TestLedger.Listed("call_2"), TestLedger.Transcribed("call_2"));
        var due = new OutboxReader(file.Contexts, "main", new PublishingOptions());

        (await due.NextAsync([CallEventType.CallRecorded], [], [], Unmarked, default)).ShouldAllBe(fact => fact.Type == CallEventType.CallRecorded);
        var knocking = await due.NextAsync([CallEventType.CallRecorded], [CallEventType.CallTranscribed], [], Unmarked, default);

        knocking.Where(fact => fact.Type == CallEventType.CallTranscribed).ShouldHaveSingleItem().CallId.ShouldBe("call_1");
        knocking.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_fact_over_the_limit_is_never_sent_and_is_shown()
    {
        await using var file = await LedgerFile.CreateAsync();
        await using var work = await file.WorkAsync(await file.BeginAsync(), maxBytes: 1_000);
        await work.CommitAsync(TestLedger.Listed("call_1"), TestLedger.Transcribed("call_1", new string('x', 2_000)));

        (await new OutboxReader(file.Contexts, "main", new PublishingOptions { MaxBytes = 1_000 }).NextAsync(All, [], [], Unmarked, default))
            .ShouldHaveSingleItem().Type.ShouldBe(CallEventType.CallRecorded);
        (await file.Reader.CountsAsync("main", 1_000, default)).Oversized.ShouldBe(1);

        // A higher limit frees it.
        (await new OutboxReader(file.Contexts, "main", new PublishingOptions()).NextAsync(All, [], [], Unmarked, default)).Count.ShouldBe(2);
    }

    [Fact]
    public void A_closed_type_knocks_after_growing_delays_up_to_a_minute()
    {
        var gate = new UnroutableCircuit();
        var now = TestLedger.Now;
        var delays = new List<double>();
        for (var knock = 0; knock < 6; knock++)
        {
            gate.Trip(now);
            gate.Trip(now);
            delays.Add((gate.NextProbe!.Value - now).TotalSeconds);
            now = gate.NextProbe.Value;
        }

        delays.ShouldBe([5, 10, 20, 40, 60, 60]);
        gate.Close();
        gate.IsClosed.ShouldBeTrue();
    }

    [Fact]
    public void A_fact_that_fails_again_and_again_beside_others_is_set_aside_for_an_hour()
    {
        var time = new FakeTimeProvider();
        var poison = new PoisonMessages(time);
        var fact = new OutboxRow
        {
            Id = 7,
            Workspace = "main",
            CallId = "call_1",
            Revision = 1,
            Type = CallEventType.CallRecorded,
            MessageId = Guid.Empty,
            Lane = Lane.Live,
            Origin = Origins.Live,
            ObservedAt = TestLedger.Now,
            Size = 1,
        };

        Enumerable.Range(0, 5).Select(_ => poison.RecordFailure(fact)).ShouldBe([false, false, false, false, true]);
        poison.Parked().ShouldBe([7]);
        time.Advance(TimeSpan.FromHours(1));
        poison.Parked().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(CallEventType.CallRecorded, true)]
    [InlineData(CallEventType.CallTranscribed, true)]
    [InlineData(CallEventType.CallUpdated, false)]
    [InlineData(CallEventType.CallTranscriptUnavailable, false)]
    internal void By_default_recorded_and_transcribed_wait_for_a_subscriber(CallEventType type, bool waits) =>
        new PublishingOptions().Requires(type).ShouldBe(waits);
}
