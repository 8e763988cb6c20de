using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Workspaces;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Poller.Outbox;

/// <summary>Tells what is due, as soon as it is due, and marks it told when the broker has confirmed it.</summary>
internal sealed partial class OutboxPublisher(
    string workspace,
    OutboxReader outbox,
    MessageSender sender,
    LedgerWriter ledger,
    Signal outboxChanged,
    PublishingOptions options,
    WorkspaceStatus status,
    PollerMetrics metrics,
    TimeProvider time,
    ILogger<OutboxPublisher> logger)
{
    private const int MaxConcurrency = 64;
    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(30);

    private readonly Dictionary<CallEventType, UnroutableCircuit> circuits = Enum.GetValues<CallEventType>().ToDictionary(type => type, _ => new UnroutableCircuit());
    private readonly PoisonMessages poisonMessages = new(time);
    private readonly ExponentialBackoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));

    /// <summary>Runs until stopped; what is on its way to the broker then is waited for, unless the lease ends before.</summary>
    public async Task RunAsync(Lease lease, CancellationToken stopping)
    {
        var pendingAck = PendingAck.Done;
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var query = new OutboxQuery
                {
                    Routable = Types(IsOpen),
                    Probing = Types(IsProbeDue),
                    Parked = poisonMessages.Parked(),
                    Unacknowledged = pendingAck.Ids,
                };
                var events = await outbox.NextAsync(query, stopping);
                if (events.Count == 0)
                {
                    await pendingAck.Persisted;
                    await outboxChanged.WaitAsync(UntilNextProbe(), stopping);
                    continue;
                }

                var (published, answered) = await PublishBatchAsync(events, lease, stopping);

                // Marked while the next ones are sent: the broker need not wait for the disk.
                await pendingAck.Persisted;
                pendingAck = published.Count == 0 ? PendingAck.Done : new PendingAck(published.Select(message => message.Id).ToHashSet(), ledger.CommitAsync(new ChangeSet { Published = published }, CancellationToken.None));
                if (!answered)
                    await Task.Delay(backoff.Next(), time, stopping);
            }
        }
        finally
        {
            await pendingAck.Persisted;
        }
    }

    /// <summary>What was told, and whether the broker answered.</summary>
    private async Task<(List<OutboxRow> Told, bool Answered)> PublishBatchAsync(List<OutboxRow> events, Lease lease, CancellationToken stopping)
    {
        List<OutboxRow> published = [];
        List<OutboxRow> failedMessages = [];
        var failed = false;
        try
        {
            await Parallel.ForEachAsync(events, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = lease.Ended }, async (message, token) =>
            {
                // Once one has failed, or we are to stop, or the lease is over, or its type is closed, the rest of the batch stays due.
                if (failed || stopping.IsCancellationRequested || lease.IsExpired || !(IsOpen(message.Type) || IsProbeDue(message.Type)))
                    return;

                var (outcome, error) = await sender.SendAsync(message, token);
                lock (published)
                {
                    if (Record(message, outcome, error))
                        published.Add(message);
                    if (outcome == PublishResult.Failed)
                        failedMessages.Add(message);
                    failed |= outcome == PublishResult.Failed;
                }
            });
        }
        catch (OperationCanceledException) when (lease.Ended.IsCancellationRequested)
        {
            // What the broker had confirmed by then is marked all the same: the fence decides whether it still may be.
        }

        if (published.Count == 0)
            return (published, !failed);

        // The broker took others: what failed beside them may be the fault of the fact itself.
        backoff.Reset();
        foreach (var message in failedMessages.Where(poisonMessages.RecordFailure))
            LogSetAside(message.Type, message.CallId, workspace);
        return (published, !failed);
    }

    /// <summary>Whether the fact counts as told.</summary>
    private bool Record(OutboxRow message, PublishResult outcome, string? error)
    {
        switch (outcome)
        {
            case PublishResult.Confirmed:
                circuits[message.Type].Close();
                if (status.Publishing.MarkRoutable(message.Type))
                    LogHeard(message.Type, workspace);
                status.Publishing.RecordPublished(message.Type);
                return true;
            case PublishResult.Unroutable when options.Requires(message.Type):
                circuits[message.Type].Trip(time.GetUtcNow());
                if (status.Publishing.MarkUnroutable(message.Type))
                    LogNobodySubscribes(message.Type, workspace);
                return false;
            case PublishResult.Unroutable:
                status.Publishing.RecordPublished(message.Type);
                return true;
            default:
                metrics.PublishFailed(message, error!);
                if (status.Publishing.FailingSince is null)
                    LogFailing(message.Type, message.CallId, workspace, error!);
                status.Publishing.RecordFailure(time.GetUtcNow());
                return false;
        }
    }

    private bool IsOpen(CallEventType type) => circuits[type].IsClosed;

    private bool IsProbeDue(CallEventType type) => circuits[type].NextProbe is { } probeAt && probeAt <= time.GetUtcNow();

    private List<CallEventType> Types(Func<CallEventType, bool> which) => [.. circuits.Keys.Where(which)];

    private TimeSpan UntilNextProbe()
    {
        var next = circuits.Values.Min(circuit => circuit.NextProbe) - time.GetUtcNow();
        return next is { } wait && wait < IdleInterval ? wait : IdleInterval;
    }

    /// <summary>Facts that were told, and the commit that marks them.</summary>
    private sealed record PendingAck(IReadOnlySet<long> Ids, Task Persisted)
    {
        public static readonly PendingAck Done = new(new HashSet<long>(), Task.CompletedTask);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody subscribes to {Type}: the facts of workspace {Workspace} wait")]
    private partial void LogNobodySubscribes(CallEventType type, string workspace);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Type} has a subscriber: the facts of workspace {Workspace} flow")]
    private partial void LogHeard(CallEventType type, string workspace);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Type} of call {CallId} in workspace {Workspace} fails again and again while others are told: it is parked for an hour")]
    private partial void LogSetAside(CallEventType type, string callId, string workspace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Telling {Type} of call {CallId} in workspace {Workspace} failed: {Error}. It stays due and is sent again under the same id")]
    private partial void LogFailing(CallEventType type, string callId, string workspace, string error);
}
