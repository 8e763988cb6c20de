using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Commands.Backtest;
using CallEvents.Alerting.Rules;
using CallEvents.Contracts;

namespace CallEvents.Tests.Alerting.Commands.Backtest;

/// <summary>Rules, and calls on which they fire, made by hand.</summary>
internal static class PastFirings
{
    /// <summary>A Monday.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    public static readonly Condition AnyOutcome = new Condition.TextField("outcome: won", CallField.Outcome, ["won"]);
    public static readonly Condition AnyWords = new Condition.Said("said: x", IsNegated: false, new Words { Any = ["x"] });

    public static Rule Rule(string id = "rule", params IReadOnlyList<Condition> when) =>
        new()
        {
            Id = id,
            Title = id,
            Events = new HashSet<EventKind> { EventKind.Recorded, EventKind.Transcribed, EventKind.Unavailable },
            When = when.Count == 0 ? [AnyOutcome] : when,
        };

    public static PastFiring Fire(Rule rule, TimeSpan after, string? rep = "rep-1", string? prospect = null, string[]? channels = null)
    {
        var at = Start + after;
        var call = new Call
        {
            Id = $"call-{at:O}-{rep}",
            CreatedAt = at,
            RepId = rep,
            ProspectEmail = prospect,
        };
        return new(rule, new CallEvent(EventKind.Recorded, "main", Origins.Live, at, 1, call), channels ?? ["log"], []);
    }

    /// <summary>What became of each alert of the only channel, in their order.</summary>
    public static IReadOnlyList<Delivery> Deliver(IEnumerable<PastFiring> firings, ChannelSchedule? schedule = null) =>
        [
            .. DeliverySimulation
                .Run(firings, _ => schedule ?? ChannelSchedule.Default)
                .ShouldHaveSingleItem()
                .Deliveries.Select(one => one.Delivery),
        ];

    /// <summary>Quiet from 20:00 to 08:00 in UTC, but for critical alerts.</summary>
    public static ChannelSchedule QuietAtNight { get; } =
        ChannelSchedule.Default with
        {
            QuietUntil = (now, severity) =>
                severity == Severity.Critical ? null
                : now.Hour < 8 ? now.Date.AddHours(8)
                : now.Hour >= 20 ? now.Date.AddDays(1).AddHours(8)
                : null,
        };
}
