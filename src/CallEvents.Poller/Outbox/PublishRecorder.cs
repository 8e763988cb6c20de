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
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(30);

    private readonly HashSet<CallEventType> lost = [];
    private readonly OutageCounter outage = new(SettleTime, time);
    private readonly PoisonMessages poisonMessages = new(time);
    private readonly ExponentialBackoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15), random);

    public UnroutableCircuits Circuits { get; } = new(time);

    /// <summary>How long until the outbox must be read again although nothing was added; null when nothing is held back.</summary>
    public TimeSpan? UntilNextRead
    {
        get
        {
            // A probe that is due is not sent while the gate holds its type back, or its only event is parked: without a shortest wait, the
            // outbox would be read in a loop.
            var probe = Circuits.UntilNextProbeOf(gate.Allows);
            var wait = new[] { probe, gate.UntilNextCheck, poisonMessages.UntilNextRetry() }.Min();
            return wait < MinWait ? MinWait : wait;
        }
    }

    /// <summary>What to read next from the outbox.</summary>
    public OutboxQuery NextQuery(IReadOnlySet<long> unacknowledged) =>
        new()
        {
            Routable = [.. Circuits.Closed.Where(gate.Allows)],
            Probing = [.. Circuits.Probing.Where(gate.Allows)],
            Excluded = poisonMessages.Excluded(),
            Only = poisonMessages.NextRetry(),
            IsOneAtATime = poisonMessages.IsOneAtATime,
            Unacknowledged = unacknowledged,
        };

    /// <summary>Records that the query found nothing.</summary>
    /// <returns>Whether the next query differs, and the outbox must be read again.</returns>
    public bool RecordNothingPending(OutboxQuery query)
    {
        Report(outage.RecordIdle());
        var isChanged = poisonMessages.RecordNothingPending(query.Only);
        status.RefusedEvents = poisonMessages.Parked();
        return isChanged;
    }

    /// <inheritdoc cref="PoisonMessages.RetryNow"/>
    public void RetryNow(long id) => poisonMessages.RetryNow(id);

    /// <summary>Whether an event of the type may be sent now.</summary>
    public bool Allows(CallEventType type) => gate.Allows(type) && Circuits.Allows(type);

    /// <summary>Whether the event may be sent now: one for a single queue needs no binding.</summary>
    public bool Allows(OutboxRow message) => message.Queue is not null || Allows(message.Type);

    /// <summary>Records one result.</summary>
    /// <returns>What becomes of the event.</returns>
    public Disposition Record(OutboxRow message, PublishResult result, string? error)
    {
        switch (result)
        {
            case PublishResult.Confirmed when message.Queue is not null:
                status.RecordRecovered();
                return Disposition.Published;
            case PublishResult.Undeliverable:
                status.RecordRecovered();
                return Disposition.Undeliverable;
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
                if (outage.RecordFailure())
                    Log.PublishFailed(logger, message.Type, message.CallId, message.Workspace, error!);
                status.RecordFailure(time.GetUtcNow(), error!);
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

    /// <summary>Records a batch as a whole: a message that failed may be the cause of its own failure, and of others'.</summary>
    public void RecordBatch(PublishBatch batch)
    {
        if (batch.IsSettled)
            backoff.Reset();
        if (batch.Sent.Count == 0)
            return;
        if (!batch.HasFailed)
        {
            Report(outage.RecordSuccess());
            poisonMessages.RecordSuccess(batch.Sent);
        }
        else if (batch.Sent.Count > 1)
            poisonMessages.RecordFailure(batch.Failed);
        else if (poisonMessages.RecordFailureAlone(batch.Failed[0], status.LastError!))
        {
            var cause = batch.Failed[0];
            Log.PoisonMessageParked(logger, cause.Type, cause.CallId, cause.Workspace, cause.Size);
        }

        status.RefusedEvents = poisonMessages.Parked();
    }

    private void Report(EndedOutage? outage)
    {
        if (outage is { } ended)
            Log.PublishingRecovered(logger, ended.Duration, ended.Failures);
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
            Message = "{EventType} for call {CallId} of workspace {Workspace} ({Size} bytes) keeps failing while others succeed; "
                + "parked for one hour. Is the broker's max_message_size below Publishing:MaxBytes?"
        )]
        public static partial void PoisonMessageParked(ILogger logger, CallEventType eventType, string callId, string workspace, int size);

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

        [LoggerMessage(
            EventId = 2509,
            Level = LogLevel.Information,
            Message = "Publishing works again, after {Duration} and {Failures} failed attempts"
        )]
        public static partial void PublishingRecovered(ILogger logger, TimeSpan duration, int failures);
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

    /// <summary>Its single queue cannot be reached, and its replay fails.</summary>
    Undeliverable,

    /// <summary>Not confirmed; it stays in the outbox.</summary>
    Failed,
}
