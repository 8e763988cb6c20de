using System.Diagnostics.Metrics;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.Poller.Outbox;

/// <summary>
/// Looks every minute whether the expected queues are bound. A mandatory publish does not notice one that is not: the broker confirms an
/// event as soon as any queue is bound for it.
/// </summary>
internal sealed partial class ExpectedQueueMonitor(
    PublishingOptions publishing,
    ManagementOptions management,
    BindingGate gate,
    IMeterFactory meters,
    TimeProvider time,
    ILogger<ExpectedQueueMonitor> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan IntervalWhileMissing = TimeSpan.FromSeconds(5);

    private readonly List<ExpectedQueue> expected = [.. publishing.ExpectQueues.Select(text => ExpectedQueue.Parse(text, publishing)!)];
    private bool isAnswering = true;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        RegisterGauge();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (expected.Count == 0)
            return;
        using var broker = new BrokerManagement(management.Management!);
        try
        {
            while (true)
            {
                await CheckAsync(broker, stoppingToken);
                await Task.Delay(gate.Missing.Count > 0 ? IntervalWhileMissing : Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task CheckAsync(BrokerManagement broker, CancellationToken stopping)
    {
        try
        {
            Report(QueueBindings.Missing(expected, await broker.ReadBindingsAsync(stopping)));
            isAnswering = true;
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            if (isAnswering)
                Log.ManagementUnavailable(logger, QueueBindings.Describe(exception));
            isAnswering = false;
            gate.KeepLastAnswer();
        }
    }

    private void Report(List<MissingBinding> missing)
    {
        foreach (var (queue, type) in missing.Except(gate.Missing))
            Log.QueueNotBound(logger, queue, type, publishing.WaitForExpected ? "its events wait" : "its subscriber misses events");
        foreach (var (queue, type) in gate.Missing.Except(missing))
            Log.QueueBound(logger, queue, type);
        gate.Update(missing);
    }

    private void RegisterGauge() =>
        meters
            .Create(TelemetryNames.Poller)
            .CreateObservableGauge(
                "callevents.queues.unbound",
                () =>
                    from queue in expected
                    from type in queue.Types
                    let isMissing = gate.Missing.Contains(new MissingBinding(queue.Name, type))
                    select new Measurement<long>(isMissing ? 1 : 0, PollerTags.Queue(queue.Name), PollerTags.EventType(type)),
                unit: "{queue}",
                description: "Whether an expected queue is not bound for an event type"
            );

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2506,
            Level = LogLevel.Warning,
            Message = "The expected queue {Queue} is not bound for {EventType}: {Consequence}"
        )]
        public static partial void QueueNotBound(ILogger logger, string queue, CallEventType eventType, string consequence);

        [LoggerMessage(EventId = 2507, Level = LogLevel.Information, Message = "The expected queue {Queue} is bound for {EventType} again")]
        public static partial void QueueBound(ILogger logger, string queue, CallEventType eventType);

        [LoggerMessage(
            EventId = 2508,
            Level = LogLevel.Warning,
            Message = "RabbitMq:Management does not answer ({Problem}): a missing binding of an expected queue is not noticed meanwhile"
        )]
        public static partial void ManagementUnavailable(ILogger logger, string problem);
    }
}
