using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Poller.Outbox;

/// <summary>Records the results of publishes: in the circuits, the status, the metrics and the log.</summary>
internal sealed partial class PublishRecorder(
    PublishingOptions options,
    PublishingStatus status,
    BindingGate gate,
    PollerMetrics metrics,
    Random random,
    TimeProvider time,
    ILogger<PublishRecorder> logger
)
{
    private static readonly TimeSpan MinWait = TimeSpan.FromSeconds(1);

    private readonly HashSet<CallEventType> lost = [];
    private readonly PoisonMessages poisonMessages = new(time);
    private readonly ExponentialBackoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15), random);

    public UnroutableCircuits Circuits { get; } = new(time);

    /// <summary>How long until the outbox must be read again although nothing was added; null when nothing is held back.</summary>
    public TimeSpan? UntilNextProbe
    {
        get
        {
            // A probe that is due is not sent while the gate holds its type back, or its only event is parked: without a shortest wait, the
            // outbox would be read in a loop.
            var probe = Circuits.UntilNextProbeOf(gate.Allows);
            var wait = gate.UntilNextCheck is { } check && !(probe < check) ? check : probe;
            return wait < MinWait ? MinWait : wait;
        }
    }

    /// <summary>What to read next from the outbox.</summary>
    public OutboxQuery NextQuery(IReadOnlySet<long> unacknowledged) =>
        new()
        {
            Routable = [.. Circuits.Closed.Where(gate.Allows)],
            Probing = [.. Circuits.Probing.Where(gate.Allows)],
            Parked = poisonMessages.Parked(),
            Unacknowledged = unacknowledged,
        };

    /// <summary>Whether an event of the type may be sent now.</summary>
    public bool Allows(CallEventType type) => gate.Allows(type) && Circuits.Allows(type);

    /// <summary>Records one result.</summary>
    /// <returns>What becomes of the event.</returns>
    public Disposition Record(OutboxRow message, PublishResult result, string? error)
    {
        switch (result)
        {
            case PublishResult.Confirmed:
                Circuits.Close(message.Type);
                lost.Remove(message.Type);
                if (status.MarkRoutable(message.Type))
                    Log.SubscriberAppeared(logger, message.Type, message.Workspace);
                status.RecordPublished(message.Type);
                return Disposition.Published;
            case PublishResult.Unroutable when HasLostItsBindings(message.Type):
                Circuits.Open(message.Type);
                gate.HoldUntilBoundAgain(message.Type);
                if (status.MarkUnroutable(message.Type))
                    Log.BindingsLost(logger, message.Type, message.Workspace, BindingGate.RebindTime.TotalSeconds);
                return Disposition.Pending;
            case PublishResult.Unroutable when lost.Contains(message.Type) && !Allows(message.Type):
                return Disposition.Pending;
            case PublishResult.Unroutable when options.Requires(message.Type):
                Circuits.Open(message.Type);
                if (status.MarkUnroutable(message.Type))
                    Log.NoQueueBound(logger, message.Type, message.Workspace);
                return Disposition.Pending;
            case PublishResult.Unroutable:
                Circuits.Close(message.Type);
                status.MarkRoutable(message.Type);
                status.RecordDiscarded(message.Type);
                return Disposition.Discarded;
            default:
                metrics.PublishFailed(message.Workspace, message.Type, error!);
                if (status.FailingSince is null)
                    Log.PublishFailed(logger, message.Type, message.CallId, message.Workspace, error!);
                status.RecordFailure(time.GetUtcNow());
                return Disposition.Failed;
        }
    }

    /// <summary>
    /// Whether the type had a queue and has none now: with an exchange, its bindings are deleted, and the client declares it anew without
    /// a word. True once, until a queue is bound again: an unroutable type that is not waited for is then discarded.
    /// </summary>
    private bool HasLostItsBindings(CallEventType type) => status.Published(type) > 0 && lost.Add(type);

    /// <summary>The delay after a batch with a failure.</summary>
    public TimeSpan NextDelay() => backoff.Next();

    /// <summary>Records a batch that the broker took, and the messages that failed in it: they may be the cause themselves.</summary>
    public void RecordSuccess(IEnumerable<OutboxRow> failed)
    {
        backoff.Reset();
        foreach (var message in failed.Where(poisonMessages.RecordFailure))
            Log.PoisonMessageParked(logger, message.Type, message.CallId, message.Workspace);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2501,
            Level = LogLevel.Warning,
            Message = "No queue is bound for {EventType}; publishing is paused for workspace {Workspace} until a subscriber appears"
        )]
        public static partial void NoQueueBound(ILogger logger, CallEventType eventType, string workspace);

        [LoggerMessage(
            EventId = 2502,
            Level = LogLevel.Information,
            Message = "{EventType} has a subscriber; publishing resumed for workspace {Workspace}"
        )]
        public static partial void SubscriberAppeared(ILogger logger, CallEventType eventType, string workspace);

        [LoggerMessage(
            EventId = 2503,
            Level = LogLevel.Error,
            Message = "{EventType} for call {CallId} of workspace {Workspace} keeps failing while others succeed; parked for one hour"
        )]
        public static partial void PoisonMessageParked(ILogger logger, CallEventType eventType, string callId, string workspace);

        [LoggerMessage(
            EventId = 2504,
            Level = LogLevel.Warning,
            Message = "Publishing {EventType} for call {CallId} of workspace {Workspace} failed: {Error}. "
                + "It stays in the outbox and is retried with the same MessageId"
        )]
        public static partial void PublishFailed(ILogger logger, CallEventType eventType, string callId, string workspace, string error);

        [LoggerMessage(
            EventId = 2505,
            Level = LogLevel.Warning,
            Message = "{EventType} had a queue and has none now: its exchange or its bindings were deleted. "
                + "Publishing for workspace {Workspace} waits {Seconds} s for subscribers to bind their queues again"
        )]
        public static partial void BindingsLost(ILogger logger, CallEventType eventType, string workspace, double seconds);
    }
}

/// <summary>What becomes of an event after a publish.</summary>
internal enum Disposition
{
    Published,

    /// <summary>Unroutable, and its type is not waited for.</summary>
    Discarded,

    /// <summary>Unroutable; it stays in the outbox until a queue is bound.</summary>
    Pending,

    /// <summary>Not confirmed; it stays in the outbox.</summary>
    Failed,
}
