using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Rules;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Downstream;
using MassTransit;

namespace CallEvents.Alerting.RaiseAlerts;

/// <summary>Raises the alerts whose rules match a message. Ignores revisions: every state of a call may match.</summary>
internal sealed class RaiseAlertsConsumer(
    IReadOnlyList<AlertRule> rules,
    AlertSender sender,
    AlertingMetrics metrics,
    [FromKeyedServices(RaiseAlertsConsumer.DownstreamName)] DownstreamCircuit channels
) : IConsumer<CallRecorded>, IConsumer<CallTranscribed>, IConsumer<CallUpdated>, IConsumer<CallTranscriptUnavailable>
{
    public const string DownstreamName = "alert-channels";

    public Task Consume(ConsumeContext<CallRecorded> context) => RaiseAsync(context, AlertCandidate.Of(context.Message));

    public Task Consume(ConsumeContext<CallTranscribed> context) => RaiseAsync(context, AlertCandidate.Of(context.Message));

    public Task Consume(ConsumeContext<CallUpdated> context) => RaiseAsync(context, AlertCandidate.Of(context.Message));

    public Task Consume(ConsumeContext<CallTranscriptUnavailable> context) => RaiseAsync(context, AlertCandidate.Of(context.Message));

    private Task RaiseAsync<T>(ConsumeContext<T> context, AlertCandidate candidate)
        where T : class =>
        metrics.Messages.RecordAsync(
            new ReceivedMessage(typeof(T).Name, candidate.Origin, candidate.ObservedAt),
            () => RaiseAsync(candidate, context.CancellationToken)
        );

    private async Task<MessageOutcome> RaiseAsync(AlertCandidate candidate, CancellationToken cancellationToken)
    {
        var alerts = AlertRules.Match(rules, candidate).Select(rule => new Alert(rule.Id, candidate.Workspace, candidate.Call)).ToList();
        if (alerts.Count == 0)
            return AlertRules.IsHistory(candidate) ? MessageOutcome.Ignored : MessageOutcome.Handled;
        return await channels.ExecuteAsync(token => sender.SendAsync(alerts, token), cancellationToken) == DownstreamResult.Skipped
            ? MessageOutcome.Skipped
            : MessageOutcome.Handled;
    }
}
