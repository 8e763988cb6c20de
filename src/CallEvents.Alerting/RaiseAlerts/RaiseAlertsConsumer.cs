using CallEvents.Alerting.Rules;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Downstream;
using MassTransit;

namespace CallEvents.Alerting.RaiseAlerts;

/// <summary>
/// Judges the rules on a message, and puts the alerts into the outbox before the message is acknowledged. Ignores revisions: every state of
/// a call may match.
/// </summary>
internal sealed class RaiseAlertsConsumer(
    AlertRaiser raiser,
    AlertingMetrics metrics,
    [FromKeyedServices(RaiseAlertsConsumer.DownstreamName)] DownstreamCircuit outbox
) : IConsumer<CallRecorded>, IConsumer<CallTranscribed>, IConsumer<CallUpdated>, IConsumer<CallTranscriptUnavailable>
{
    /// <summary>What a message waits for: the database of the outbox.</summary>
    public const string DownstreamName = "alert-outbox";

    public Task Consume(ConsumeContext<CallRecorded> context) => RaiseAsync(context, CallEvent.Of(context.Message));

    public Task Consume(ConsumeContext<CallTranscribed> context) => RaiseAsync(context, CallEvent.Of(context.Message));

    public Task Consume(ConsumeContext<CallUpdated> context) => RaiseAsync(context, CallEvent.Of(context.Message));

    public Task Consume(ConsumeContext<CallTranscriptUnavailable> context) => RaiseAsync(context, CallEvent.Of(context.Message));

    private Task RaiseAsync<T>(ConsumeContext<T> context, CallEvent callEvent)
        where T : class =>
        metrics.Messages.RecordAsync(
            new ReceivedMessage(typeof(T).Name, callEvent.Origin, callEvent.ObservedAt),
            () => RaiseAsync(callEvent, context.CancellationToken)
        );

    private async Task<MessageOutcome> RaiseAsync(CallEvent callEvent, CancellationToken cancellationToken)
    {
        var outcome = MessageOutcome.Handled;
        await outbox.ExecuteAsync(
            async token =>
            {
                outcome = await raiser.RaiseAsync(callEvent, token);
                return DownstreamResult.Completed;
            },
            cancellationToken
        );
        return outcome;
    }
}
