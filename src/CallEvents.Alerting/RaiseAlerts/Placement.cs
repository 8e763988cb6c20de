using System.Globalization;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Setup;
using CallEvents.Alerting.State;

namespace CallEvents.Alerting.RaiseAlerts;

/// <summary>Where an alert goes: sent alone, into a digest, or nowhere.</summary>
/// <param name="State">One of <see cref="AlertState"/>.</param>
/// <param name="Reason">Why it is not sent alone; empty where it is.</param>
/// <param name="Slot">The digest, if any.</param>
internal sealed record Placement(string State, string Reason, DigestSlot? Slot = null)
{
    private static readonly TimeSpan LateInterval = TimeSpan.FromMinutes(30);

    /// <summary>What has piled up is judged and folded within this time.</summary>
    private static readonly TimeSpan LeastLateInterval = TimeSpan.FromMinutes(15);

    public static Placement Alone { get; } = new(AlertState.Pending, "");

    public static Placement Dry { get; } = new(AlertState.Dry, "");

    /// <summary>Decides by all but the throttle.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="severity">The alert's severity.</param>
    /// <param name="isLate">Whether it is late.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="now">The time.</param>
    public static Placement Of(Rule rule, Severity severity, bool isLate, ConfiguredChannel channel, DateTimeOffset now) =>
        rule.DeliverInDigest && !isLate
            ? Into(DigestReason.Scheduled, "", channel.DigestTime.After(now), severity, channel)
            : ByTime(isLate, rule.Late is LatePolicy.Drop, severity, channel, now);

    /// <summary>Decides by lateness and quiet hours alone.</summary>
    public static Placement ByTime(bool isLate, bool dropsLate, Severity severity, ConfiguredChannel channel, DateTimeOffset now) =>
        isLate ? Late(dropsLate, severity, channel, now)
        : channel.QuietHours.EndOf(now, severity) is { } end ? Into(DigestReason.QuietHours, "", end, severity, channel)
        : Alone;

    /// <summary>A late alert: within the hour, in one digest.</summary>
    private static Placement Late(bool drops, Severity severity, ConfiguredChannel channel, DateTimeOffset now)
    {
        if (drops)
            return new(AlertState.Rejected, StateReason.Late);
        var turn = ((now + LeastLateInterval).ToUnixTimeMilliseconds() / (long)LateInterval.TotalMilliseconds) + 1;
        var due = DateTimeOffset.FromUnixTimeMilliseconds(turn * (long)LateInterval.TotalMilliseconds);
        return Into(DigestReason.Late, "", due, severity, channel);
    }

    /// <summary>An alert beyond the throttle: at the end of its window.</summary>
    public static Placement Excess(Rule rule, string countedBy, long oldest, ConfiguredChannel channel)
    {
        var throttle = rule.Throttle!;
        if (throttle.DropExcess)
            return new(AlertState.Rejected, StateReason.Throttle);
        var end = DateTimeOffset.FromUnixTimeMilliseconds(oldest) + throttle.Every;
        return Into(DigestReason.Throttle, $"{rule.Id}:{countedBy}:", end, rule.Severity, channel);
    }

    /// <summary>A digest, after the quiet hours in which it would come, if they hold alerts of this severity.</summary>
    private static Placement Into(DigestReason reason, string group, DateTimeOffset due, Severity severity, ConfiguredChannel channel)
    {
        due = channel.QuietHours.EndOf(due, severity) ?? due;
        var dueAt = due.ToUnixTimeMilliseconds();
        var key = string.Create(CultureInfo.InvariantCulture, $"{StateReason.Of(reason)}:{group}{dueAt}");
        return new(AlertState.Folded, StateReason.Of(reason), new DigestSlot(reason, key, dueAt));
    }
}
