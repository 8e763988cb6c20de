using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.State;

namespace CallEvents.Tests.Alerting.Sending;

public sealed class PartlySentTests
{
    private const string Rules = """
        version: 1
        rules:
          - id: alarm
            title: Alarm
            when: [ { outcome: alarm } ]
            notify: [first]
          - id: daily
            title: Daily
            when: [ { outcome: daily } ]
            notify: [first]
            deliver: digest
        """;

    [Fact]
    public async Task Who_has_it_is_known_to_whichever_replica_sends_it_next()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        await using var replica = await AlertingBench.CreateAsync(Rules, replicaOf: bench);
        List<IReadOnlyCollection<string>> tries = [];
        bench.Channels["first"].Send = notification =>
        {
            tries.Add(notification.DeliveredTo);
            return Task.FromResult<ChannelResult>(
                tries.Count switch
                {
                    1 => new ChannelResult.Unavailable("SMTP 450", IsSuspect: true) { IsPartial = true, DeliveredTo = ["a", "b"] },
                    2 => new ChannelResult.Unauthorized("SMTP 535"),
                    _ => new ChannelResult.Sent(),
                }
            );
        };
        await bench.RaiseAsync(bench.Recorded("one", "alarm"));
        await bench.SendAsync();
        foreach (var other in (AlertingBench[])[replica, replica])
        {
            bench.Time.Advance(TimeSpan.FromMinutes(5));
            await other.SendAsync();
        }

        tries.ShouldBe([
            [],
            ["a", "b"],
            ["a", "b"],
        ]);
        var row = (await bench.ReadAsync()).ShouldHaveSingleItem();
        row.State.ShouldBe(AlertState.Sent);
        row.DeliveredTo.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_try_that_reaches_one_more_recipient_is_no_failure()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        var first = bench.Channels["first"];
        first.Send = notification =>
            Task.FromResult<ChannelResult>(
                notification.DeliveredTo.Count == 25
                    ? new ChannelResult.Sent()
                    : new ChannelResult.Unavailable("not all recipients were reached in time")
                    {
                        IsPartial = true,
                        DeliveredTo = [.. notification.DeliveredTo, $"{first.Attempts}"],
                    }
            );
        await bench.RaiseAsync(bench.Recorded("one", "alarm"));
        for (var tries = 0; tries < 26; tries++)
        {
            await bench.SendAsync();
            bench.Time.Advance(TimeSpan.FromSeconds(6));
        }

        (await bench.ReadAsync()).ShouldHaveSingleItem().State.ShouldBe(AlertState.Sent);
    }

    [Fact]
    public async Task What_some_recipients_have_is_finished_in_quiet_hours_too()
    {
        var night = new Dictionary<string, string?>
        {
            ["Channels:first:QuietHours:From"] = "10:05",
            ["Channels:first:QuietHours:To"] = "12:00",
        };
        await using var bench = await AlertingBench.CreateAsync(Rules, night);
        bench.Channels["first"].Send = _ =>
            Task.FromResult<ChannelResult>(
                new ChannelResult.Unavailable("SMTP 450", IsSuspect: true) { IsPartial = true, DeliveredTo = ["a"] }
            );
        await bench.RaiseAsync(bench.Recorded("one", "alarm"));
        await bench.SendAsync();
        bench.Channels["first"].Send = RecordingChannel.Accept;
        bench.Time.Advance(TimeSpan.FromMinutes(6));
        await bench.SendAsync();

        bench.Channels["first"].Alerts.ShouldHaveSingleItem().CallId.ShouldBe("one");
    }

    [Fact]
    public async Task What_nobody_gets_of_a_digest_is_rejected_and_can_be_retried()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        bench.Channels["first"].Send = notification =>
            Task.FromResult<ChannelResult>(
                notification is DigestNotification { Digest.All: var alerts }
                    ? new ChannelResult.Sent
                    {
                        Undeliverable = alerts.Where(alert => alert.CallId == "two").ToDictionary(alert => alert, _ => "no recipient"),
                    }
                    : new ChannelResult.Sent()
            );
        await bench.RaiseAsync(bench.Recorded("one", "daily"));
        await bench.RaiseAsync(bench.Recorded("two", "daily"));
        bench.Time.Advance(TimeSpan.FromDays(1));
        await bench.SendAsync();

        var rows = await bench.ReadAsync();
        rows.Single(row => row.CallId == "one").Content.ShouldBeEmpty();
        var lost = rows.Single(row => row.CallId == "two");
        (lost.State, lost.Reason).ShouldBe((AlertState.Rejected, "no recipient"));

        (await bench.Resolve<Outbox>().RetryAsync(new AlertFilter(Call: "two"), TestContext.Current.CancellationToken)).ShouldBe(1);
        await bench.SendAsync();
        bench.Channels["first"].Alerts.ShouldHaveSingleItem().CallId.ShouldBe("two");
    }

    [Fact]
    public async Task A_digest_that_collects_again_while_it_is_sent_loses_nothing()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        await using var replica = await AlertingBench.CreateAsync(Rules, replicaOf: bench);
        await bench.RaiseAsync(bench.Recorded("one", "daily"));
        bench.Time.Advance(TimeSpan.FromDays(1));
        bench.Channels["first"].Send = async _ =>
        {
            // The claim expires, another replica holds the digest back, and another alert goes into it.
            bench.Channels["first"].Send = RecordingChannel.Accept;
            bench.Time.Advance(OutboxQueue.ClaimDuration * 2);
            var queue = replica.Resolve<OutboxQueue>();
            var now = bench.Time.GetUtcNow().ToUnixTimeMilliseconds();
            var claimed = (await queue.TryClaimAsync("first", now, isProbe: false, CancellationToken.None)).ShouldNotBeNull();
            await queue.HoldAsync(claimed, now + 1_000, now, CancellationToken.None);
            await replica.RaiseAsync(replica.Recorded("two", "alarm"));
            var two = (await queue.TryClaimAsync("first", now, isProbe: false, CancellationToken.None)).ShouldNotBeNull();
            await queue.FoldAsync(two, new DigestSlot(DigestReason.Scheduled, claimed.Occurrence, now), now, CancellationToken.None);
            return new ChannelResult.Sent();
        };
        await bench.SendAsync();
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await bench.SendAsync();

        bench.Channels["first"].Digests.SelectMany(digest => digest.All).Select(alert => alert.CallId).ShouldBe(["one", "two"]);
        (await bench.ReadAsync()).ShouldAllBe(row => row.EndedAt != 0 && row.Content == "");
    }
}
