using CallEvents.Alerting.Alerts;

namespace CallEvents.Alerting.Commands.Backtest;

/// <summary>When a channel holds alerts back.</summary>
/// <param name="QuietUntil">When the quiet hours end that hold an alert of this severity at this time; null when none do.</param>
/// <param name="DigestAfter">The next time of the channel's digest.</param>
internal sealed record ChannelSchedule(
    Func<DateTimeOffset, Severity, DateTimeOffset?> QuietUntil,
    Func<DateTimeOffset, DateTimeOffset> DigestAfter
)
{
    /// <summary>Of a channel that is not set up here: never quiet, a digest each day at 09:00 in UTC.</summary>
    public static ChannelSchedule Default { get; } =
        new((_, _) => null, now => new DateTimeOffset(now.AddHours(-9).UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddHours(9));
}
