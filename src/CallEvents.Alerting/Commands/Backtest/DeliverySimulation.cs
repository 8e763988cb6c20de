using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Rules;

namespace CallEvents.Alerting.Commands.Backtest;

/// <summary>
/// What a channel would have done with the alerts of a time: sent each by itself, put it into a digest, or dropped it. Pure: it goes
/// through the alerts in their order, with the time of each as the present.
/// </summary>
internal sealed class DeliverySimulation(string channel, ChannelSchedule schedule)
{
    /// <summary>When what was sent within a throttle's time was sent, the oldest first.</summary>
    private readonly Dictionary<(string Rule, string Key), Queue<DateTimeOffset>> sent = [];
    private readonly HashSet<(DigestReason Reason, DateTimeOffset At, string Rule, string Key)> digests = [];
    private readonly List<(PastFiring Firing, Delivery Delivery)> deliveries = [];

    public string Channel => channel;

    /// <summary>Every alert with what became of it.</summary>
    public IReadOnlyList<(PastFiring Firing, Delivery Delivery)> Deliveries => deliveries;

    /// <summary>How many digests were sent.</summary>
    public int Digests => digests.Count;

    /// <summary>The simulations of all channels that some alerts go to.</summary>
    /// <param name="firings">In any order.</param>
    /// <param name="scheduleOf">When a channel holds alerts back.</param>
    public static IReadOnlyList<DeliverySimulation> Run(IEnumerable<PastFiring> firings, Func<string, ChannelSchedule> scheduleOf)
    {
        var channels = new SortedDictionary<string, DeliverySimulation>(StringComparer.OrdinalIgnoreCase);
        foreach (var firing in firings.OrderBy(one => one.At).ThenBy(one => one.CallId, StringComparer.Ordinal))
        {
            foreach (var name in firing.Channels)
            {
                if (!channels.TryGetValue(name, out var channel))
                    channels.Add(name, channel = new(name, scheduleOf(name)));
                channel.Add(firing);
            }
        }

        return [.. channels.Values];
    }

    private void Add(PastFiring firing) => deliveries.Add((firing, Decide(firing)));

    private Delivery Decide(PastFiring firing)
    {
        (DigestReason Reason, DateTimeOffset At, Delivery Delivery)? digest =
            firing.Rule.DeliverInDigest ? (DigestReason.Scheduled, schedule.DigestAfter(firing.At), Delivery.InDigest)
            : schedule.QuietUntil(firing.At, firing.Rule.Severity) is { } quietEnd
                ? (DigestReason.QuietHours, quietEnd, Delivery.InQuietDigest)
            : null;
        if (firing.Rule.Throttle is not { } throttle || (digest is not null && !throttle.DropExcess))
            return Deliver();
        if (KeyOf(throttle.Per, firing.Event) is not { } key)
            return Deliver();
        var window = Window((firing.Rule.Id, key), firing.At - throttle.Every);
        if (window.Count < throttle.Max)
        {
            window.Enqueue(firing.At);
            return Deliver();
        }

        // The window ends when the oldest of what was sent counts no more.
        return throttle.DropExcess
            ? Delivery.Dropped
            : Fold(DigestReason.Throttle, window.Peek() + throttle.Every, Delivery.InThrottleDigest, firing.Rule.Id, key);

        Delivery Deliver() => digest is { } into ? Fold(into.Reason, into.At, into.Delivery) : Delivery.Single;
    }

    private Delivery Fold(DigestReason reason, DateTimeOffset at, Delivery delivery, string rule = "", string key = "")
    {
        digests.Add((reason, at, rule, key));
        return delivery;
    }

    private Queue<DateTimeOffset> Window((string Rule, string Key) key, DateTimeOffset since)
    {
        if (!sent.TryGetValue(key, out var window))
            sent.Add(key, window = []);
        while (window.TryPeek(out var oldest) && oldest <= since)
            window.Dequeue();
        return window;
    }

    /// <summary>Reps and prospects of each workspace apart; null for an unknown one, whose alerts are not limited.</summary>
    private static string? KeyOf(Per per, CallEvent callEvent) =>
        CountedPerson.Of(per, callEvent) is { } whom ? $"{(per is Per.Rule ? "" : callEvent.Workspace)}\n{whom}" : null;
}

/// <summary>What becomes of an alert.</summary>
internal enum Delivery
{
    Single,
    InDigest,
    InQuietDigest,
    InThrottleDigest,
    Dropped,
}
