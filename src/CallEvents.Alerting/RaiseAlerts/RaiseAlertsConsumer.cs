using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Rules;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.Downstream;
using MassTransit;

namespace CallEvents.Alerting.RaiseAlerts;

/// <summary>Raises the alerts that a message calls for. Drops nothing by revision: each state of a call may match.</summary>
internal sealed class RaiseAlertsConsumer(
    IReadOnlyList<AlertRule> rules, AlertTeller teller, TimeProvider time, [FromKeyedServices(RaiseAlertsConsumer.OtherSideName)] OtherSide channels)
    : IConsumer<CallRecorded>, IConsumer<CallTranscribed>, IConsumer<CallUpdated>, IConsumer<CallTranscriptUnavailable>
{
    public const string OtherSideName = "alert-channels";

    public Task Consume(ConsumeContext<CallRecorded> context) => RaiseAsync(CallSighting.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<CallTranscribed> context) => RaiseAsync(CallSighting.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<CallUpdated> context) => RaiseAsync(CallSighting.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<CallTranscriptUnavailable> context) => RaiseAsync(CallSighting.Of(context.Message), context.CancellationToken);

    private async Task RaiseAsync(CallSighting sighting, CancellationToken cancellationToken)
    {
        var alerts = AlertRules.Match(rules, sighting, time.GetUtcNow()).Select(rule => new Alert(rule.Id, sighting.Workspace, sighting.Call)).ToList();
        if (alerts.Count > 0) await channels.TalkAsync(handling => teller.TellAsync(alerts, handling), cancellationToken);
    }
}
