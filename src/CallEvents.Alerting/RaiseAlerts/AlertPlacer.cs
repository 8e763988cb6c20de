using System.Diagnostics;
using System.Globalization;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Composing;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Setup;
using CallEvents.Alerting.State;
using CallEvents.ServiceDefaults.People;
using Microsoft.Extensions.Options;

namespace CallEvents.Alerting.RaiseAlerts;

/// <summary>Puts the alerts of a rule that fires into the outbox: one for each channel, and those of its escalation.</summary>
internal sealed class AlertPlacer(ChannelSet channels, AlertComposer composer, PeopleSource people, IOptions<AlertingOptions> options)
{
    public async Task<IReadOnlyList<PlacedAlert>> PlaceAsync(
        OutboxTransaction outbox,
        RuleSet rules,
        Firing firing,
        CallEvent callEvent,
        CancellationToken cancellationToken
    )
    {
        List<PlacedAlert> placed = [];
        var rep = people.Current.Find(callEvent.Call.RepId);
        foreach (var channel in Find(rules.ChannelsOf(firing.Rule, callEvent, rep)))
        {
            if (await PlaceAsync(outbox, firing, callEvent, channel, cancellationToken) is { } alert)
                placed.Add(alert);
        }

        if (firing.Rule.Escalate is { } escalation)
            placed.AddRange(await EscalateAsync(outbox, firing, escalation, callEvent, cancellationToken));
        return placed;
    }

    private IEnumerable<ConfiguredChannel> Find(IEnumerable<string> names) =>
        names.Distinct().Order(StringComparer.Ordinal).Select(channels.Find).OfType<ConfiguredChannel>();

    private async Task<PlacedAlert?> PlaceAsync(
        OutboxTransaction outbox,
        Firing firing,
        CallEvent callEvent,
        ConfiguredChannel channel,
        CancellationToken cancellationToken
    )
    {
        var rule = firing.Rule;
        var occurrence = rule.Once is Once.Change ? callEvent.Revision.ToString(CultureInfo.InvariantCulture) : "";
        if (await outbox.ExistsAsync(callEvent, rule.Id, channel.Name, occurrence, cancellationToken))
            return null;

        // Of an unknown person there is nothing to count: his alerts are not limited.
        var countedBy = rule.Throttle is { } throttle ? CountedBy(rule, throttle.Per, callEvent) ?? "" : "";
        var placement = await DecideAsync(outbox, rule, callEvent, channel, countedBy, cancellationToken);
        var alert = composer.Compose(rule, callEvent, firing.Reasons, channel.Options);
        return await AddAsync(outbox, alert, placement, PlaceOf(channel, countedBy, rule, callEvent), cancellationToken);
    }

    private static Place PlaceOf(ConfiguredChannel channel, string countedBy, Rule rule, CallEvent callEvent)
    {
        var lateAt = (callEvent.ObservedAt + rule.MaxAge).ToUnixTimeMilliseconds();
        return new(
            channel.Name,
            countedBy,
            callEvent.Kind is EventKind.Unavailable ? OutboxAlert.Never : lateAt,
            rule.Late is LatePolicy.Drop
        );
    }

    private async Task<Placement> DecideAsync(
        OutboxTransaction outbox,
        Rule rule,
        CallEvent callEvent,
        ConfiguredChannel channel,
        string countedBy,
        CancellationToken cancellationToken
    )
    {
        if (options.Value.DryRun)
            return Placement.Dry;

        var now = DateTimeOffset.FromUnixTimeMilliseconds(outbox.Now);
        var isLate = IsLate(rule, callEvent, now);
        var placement = Placement.Of(rule, rule.Severity, isLate, channel, now);
        if (rule.Throttle is not { } throttle || countedBy.Length == 0)
            return placement;
        if (placement != Placement.Alone && (isLate || !throttle.DropExcess))
            return placement;

        var since = outbox.Now - (long)throttle.Every.TotalMilliseconds;
        var (count, oldest) = await outbox.CountAsync(rule.Id, channel.Name, countedBy, since, throttle.DropExcess, cancellationToken);
        return count < throttle.Max ? placement : Placement.Excess(rule, countedBy, oldest, channel);
    }

    /// <summary>
    /// Whether the call was old already when it was observed, or the message has waited. A change is new, however old the call is; and that
    /// a transcript did not come is known late by its nature.
    /// </summary>
    private static bool IsLate(Rule rule, CallEvent callEvent, DateTimeOffset now) =>
        callEvent.IsLate(rule.MaxAge) || (callEvent.Kind is not EventKind.Unavailable && now - callEvent.ObservedAt > rule.MaxAge);

    private async Task<IReadOnlyList<PlacedAlert>> EscalateAsync(
        OutboxTransaction outbox,
        Firing firing,
        Escalation escalation,
        CallEvent callEvent,
        CancellationToken cancellationToken
    )
    {
        var rule = firing.Rule;
        if (CountedBy(rule, escalation.Per, callEvent) is not { } person)
            return [];

        // A dry run alerts no one: it does not count when alerts are sent later.
        var countedBy = options.Value.DryRun
            ? AlertIds.Hash(AlertComposer.EscalationOccurrence, person, AlertState.Dry)
            : AlertIds.Hash(AlertComposer.EscalationOccurrence, person);
        var since = outbox.Now - (long)escalation.Within.TotalMilliseconds;
        var fire = new RuleFire
        {
            Workspace = callEvent.Workspace,
            RuleId = rule.Id,
            CallId = callEvent.Call.Id,
            CountedBy = countedBy,
            FiredAt = outbox.Now,
        };
        if (!await outbox.TryRecordFireAsync(fire, cancellationToken))
            return [];
        var fired = await outbox.CountFiresAsync(rule.Id, countedBy, since, cancellationToken);
        if (fired < escalation.After || await outbox.HasEscalatedAsync(rule.Id, countedBy, since, cancellationToken))
            return [];

        List<PlacedAlert> placed = [];
        var now = DateTimeOffset.FromUnixTimeMilliseconds(outbox.Now);
        foreach (var channel in Find(escalation.Notify))
        {
            var alert = composer.ComposeEscalation(rule, callEvent, firing.Reasons, channel.Options, fired, escalation.Within);
            var placement = options.Value.DryRun
                ? Placement.Dry
                : Placement.ByTime(IsLate(rule, callEvent, now), rule.Late is LatePolicy.Drop, alert.Severity, channel, now);
            var place = PlaceOf(channel, countedBy, rule, callEvent);
            if (await AddAsync(outbox, alert, placement, place, cancellationToken) is { } added)
                placed.Add(added);
        }

        return placed;
    }

    /// <summary>A hash of whom the alert is counted for; null where that is not known.</summary>
    private static string? CountedBy(Rule rule, Per per, CallEvent callEvent) =>
        CountedPerson.Of(per, callEvent) is { } whom
            ? AlertIds.Hash(rule.Id, per.ToString(), per is Per.Rule ? "" : callEvent.Workspace, whom)
            : null;

    private static async Task<PlacedAlert?> AddAsync(
        OutboxTransaction outbox,
        Alert alert,
        Placement placement,
        Place place,
        CancellationToken cancellationToken
    )
    {
        var row = OutboxAlertMapper.ToRow(alert with { TraceParent = Activity.Current?.Id }, place.Channel, outbox.Now) with
        {
            State = placement.State,
            Reason = placement.Reason,
            CountedBy = place.CountedBy,
            LateAt = place.LateAt,
            DropsLate = place.DropsLate,
        };
        var digest = placement.Slot is { } slot
            ? await outbox.OpenDigestAsync(place.Channel, slot, alert.Severity, cancellationToken)
            : null;
        row = row with { DigestId = digest?.Id ?? "", FirstDueAt = placement.Slot?.DueAt ?? row.FirstDueAt };

        // What is never sent is not kept.
        if (placement.State is AlertState.Dry or AlertState.Rejected)
            row = row with { Content = "", EndedAt = outbox.Now };
        return await outbox.TryAddAsync(row, cancellationToken)
            ? new PlacedAlert(alert.RuleId, alert.Severity, place.Channel, placement.State, placement.Reason, digest is { IsNew: true })
            : null;
    }

    /// <summary>The columns of an alert's row that its content does not give.</summary>
    private sealed record Place(string Channel, string CountedBy, long LateAt, bool DropsLate);
}
