using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.State;
using CsCheck;

namespace CallEvents.Tests.Alerting.RaiseAlerts;

/// <summary>Replicas that die at any step of judging a message or sending an alert, and others that take over.</summary>
public sealed class KillTests
{
    private static readonly string[] Channels = ["first", "second"];

    [Fact]
    public Task Any_order_and_repeat_with_kills_ends_in_the_same_alerts_each_once_for_a_channel() =>
        Gen.Select(Gen.Int[0, 4].List[4, 14], Gen.Select(Gen.Int[0, 24], Gen.Int[1, 24]).List[1, 6])
            .SampleAsync(
                async story =>
                {
                    await using var history = await History.BeginAsync(
                        story.Item2.DistinctBy(kill => kill.Item1).ToDictionary(kill => kill.Item1, kill => kill.Item2)
                    );
                    await history.ConsumeAsync([.. story.Item1, 0, 1, 2, 3, 4]);
                    await history.EndAsync();
                },
                iter: 12,
                threads: 1
            );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_kill_at_each_step_of_judging_loses_nothing_in_either_order(bool isTranscriptFirst)
    {
        var replica = await MortalReplica.StartAsync(OneCall.Rules);
        var steps = 0;
        for (var isKilled = true; isKilled; )
        {
            var id = $"call-{++steps}";
            CallEvent[] events = [OneCall.Transcribed(replica.Bench, id), OneCall.Lost(replica.Bench, id)];
            await replica.Bench.RaiseAsync(events[isTranscriptFirst ? 0 : 1]);
            isKilled = await replica.IsKilledAsync(steps, bench => bench.RaiseAsync(events[isTranscriptFirst ? 1 : 0]));

            // Not acknowledged: the message comes again.
            replica = await replica.ReplaceAsync();
            await replica.Bench.RaiseAsync(events[isTranscriptFirst ? 1 : 0]);
        }

        steps.ShouldBeGreaterThan(20);
        var calls = (await replica.Bench.ReadAsync()).ToLookup(row => row.CallId, row => $"{row.RuleId} to {row.Channel}");
        calls.Count.ShouldBe(steps);
        var expected = ((string[])["competitor", "deal-lost", "lost-with-competitor"]).SelectMany(rule =>
            Channels.Select(channel => $"{rule} to {channel}")
        );
        calls.ShouldAllBe(call => call.Order(StringComparer.Ordinal).SequenceEqual(expected));
        await replica.DisposeAsync();
    }

    [Theory]
    [InlineData("deliver: now")]
    [InlineData("deliver: digest")]
    public async Task A_kill_at_each_step_of_sending_repeats_what_was_sent_and_not_marked(string delivery)
    {
        var rules = $"version: 1\nrules: [ {{ id: a, title: A, when: [ {{ outcome: lost }} ], notify: first, {delivery} }} ]";
        var replica = await MortalReplica.StartAsync(rules);
        var channel = replica.Bench.Channels["first"];
        List<int> sends = [];
        for (var isKilled = true; isKilled; )
        {
            var sent = channel.Sent.Count;
            await replica.Bench.RaiseAsync(OneCall.Lost(replica.Bench, $"call-{sends.Count}"));
            if (delivery == "deliver: digest")
                replica.Bench.Time.Advance(TimeSpan.FromDays(4));
            isKilled = await replica.IsKilledAsync(sends.Count + 1, bench => bench.SendAsync());

            replica = await replica.ReplaceAsync();
            replica.Bench.Time.Advance(OutboxQueue.ClaimDuration);
            await replica.Bench.SendAsync();
            channel.Sent.Skip(sent).Select(notification => notification.Id).Distinct().ShouldHaveSingleItem();
            sends.Add(channel.Sent.Count - sent);
        }

        // Until it is claimed, then until that it was sent is committed, then after it.
        sends.SkipWhile(times => times == 1).SkipWhile(times => times == 2).ShouldAllBe(times => times == 1);
        sends.ShouldContain(2);
        channel.Sent.SelectMany(CallsOf).Distinct().Count().ShouldBe(sends.Count);
        (await replica.Bench.ReadAsync()).ShouldAllBe(row => row.State == AlertState.Sent || row.State == AlertState.Folded);
        await replica.DisposeAsync();
    }

    private static IEnumerable<string> CallsOf(Notification notification) =>
        notification switch
        {
            AlertNotification single => [single.Alert.CallId],
            DigestNotification { Digest: var digest } => digest.All.Select(alert => alert.CallId),
            _ => [],
        };

    /// <summary>Two replicas that consume the events of a call and send its alerts, and are killed at some of these acts.</summary>
    /// <param name="replicas">The last one acts.</param>
    /// <param name="kills">The step of the database at which an act ends, by the number of the act.</param>
    private sealed class History(List<MortalReplica> replicas, IReadOnlyDictionary<int, int> kills) : IAsyncDisposable
    {
        private readonly Dictionary<string, int> repeats = [];
        private int acts;

        private AlertingBench Bench => replicas[^1].Bench;

        public static async Task<History> BeginAsync(IReadOnlyDictionary<int, int> kills)
        {
            var one = await MortalReplica.StartAsync(OneCall.Rules);
            return new([one, await MortalReplica.StartAsync(OneCall.Rules, one)], kills);
        }

        public async Task ConsumeAsync(List<int> queue)
        {
            var events = OneCall.Events(Bench, "one");
            while (queue is [var message, ..])
            {
                queue.RemoveAt(0);
                if (await IsKilledAsync(bench => bench.RaiseAsync(events[message])))
                    queue.Insert(Math.Min(acts % 3, queue.Count), message);
                if (acts % 3 == 0)
                    await SendAsync(Channels[acts % 2]);
                Bench.Time.Advance(OutboxQueue.ClaimDuration / 3);
            }
        }

        /// <summary>Sends what is left, and looks at all that was sent.</summary>
        public async Task EndAsync()
        {
            Bench.Time.Advance(OutboxQueue.ClaimDuration);
            foreach (var channel in Channels)
            {
                await Bench.SendAsync(channel);
                var sent = Bench.Channels[channel].Sent.OfType<AlertNotification>().GroupBy(notification => notification.Id).ToList();
                sent.Select(alert => alert.First().Alert.RuleId).Order(StringComparer.Ordinal).ShouldBe(OneCall.RuleIds);
                sent.ShouldAllBe(alert => alert.Count() == 1 + repeats.GetValueOrDefault(alert.Key));
            }

            (await Bench.ReadAsync()).Select(row => row.State).ShouldBe(Enumerable.Repeat(AlertState.Sent, 2 * OneCall.RuleIds.Count));
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var replica in replicas)
                await replica.DisposeAsync();
        }

        private async Task SendAsync(string channel)
        {
            var sent = Bench.Channels[channel].Sent.Count;
            if (!await IsKilledAsync(bench => bench.SendAsync(channel)) || Bench.Channels[channel].Sent.Count == sent)
                return;

            var last = Bench.Channels[channel].Sent[^1].Id;
            if ((await Bench.ReadAsync()).Single(row => row.Id == last).State != AlertState.Sent)
                repeats[last] = repeats.GetValueOrDefault(last) + 1;
        }

        /// <summary>Lets the replicas act in turn. Who is killed has not acknowledged, even if all else was done.</summary>
        private async Task<bool> IsKilledAsync(Func<AlertingBench, Task> act)
        {
            (replicas[^1], replicas[^2]) = (replicas[^2], replicas[^1]);
            if (!kills.TryGetValue(acts++, out var step))
            {
                await act(Bench);
                return false;
            }

            await replicas[^1].IsKilledAsync(step, act);
            replicas[^1] = await replicas[^1].ReplaceAsync();
            return true;
        }
    }
}
