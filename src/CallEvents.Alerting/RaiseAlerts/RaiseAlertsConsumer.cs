using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Rules;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.Downstream;
using MassTransit;

namespace CallEvents.Alerting.RaiseAlerts;

/// <summary>Raises the alerts whose rules match a message. Ignores revisions: every state of a call may match.</summary>
internal sealed class RaiseAlertsConsumer(
    IReadOnlyList<AlertRule> rules,
    AlertSender sender,
    [FromKeyedServices(RaiseAlertsConsumer.DownstreamName)] DownstreamCircuit channels
) : IConsumer<CallRecorded>, IConsumer<CallTranscribed>, IConsumer<CallUpdated>, IConsumer<CallTranscriptUnavailable>
{
    public const string DownstreamName = "alert-channels";

    public Task Consume(ConsumeContext<CallRecorded> context) => RaiseAsync(AlertCandidate.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<CallTranscribed> context) =>
        RaiseAsync(AlertCandidate.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<CallUpdated> context) => RaiseAsync(AlertCandidate.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<CallTranscriptUnavailable> context) =>
        RaiseAsync(AlertCandidate.Of(context.Message), context.CancellationToken);

    private async Task RaiseAsync(AlertCandidate candidate, CancellationToken cancellationToken)
    {
        var alerts = AlertRules.Match(rules, candidate).Select(rule => new Alert(rule.Id, candidate.Workspace, candidate.Call)).ToList();
        if (alerts.Count > 0)
            await channels.ExecuteAsync(token => sender.SendAsync(alerts, token), cancellationToken);
    }
}
