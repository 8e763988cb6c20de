using System.Collections.Concurrent;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Outbox;

/// <summary>Publishes pending events as soon as they are in the outbox, and marks them when the broker has confirmed them.</summary>
internal sealed class OutboxPublisher(
    OutboxReader outbox,
    IMessageSender sender,
    PublishRecorder recorder,
    LedgerWriter ledger,
    LedgerSignals signals,
    TimeProvider time
)
{
    private const int MaxConcurrency = 64;
    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(30);

    /// <summary>Runs until stopped; publishes that are under way then are awaited, unless the lease ends before.</summary>
    public async Task RunAsync(Lease lease, CancellationToken stopping)
    {
        var pendingAck = PendingAck.None;
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var query = recorder.NextQuery(pendingAck.Ids);
                var messages = await outbox.NextAsync(query, stopping);
                if (messages.Count == 0)
                {
                    if (recorder.RecordNothingPending(query))
                        continue;
                    await pendingAck.Persisted;
                    await signals.OutboxChanged.WaitAsync(UntilNextRead(), stopping);
                    continue;
                }

                var batch = await PublishAsync(messages, lease, stopping);

                // Marked while the next batch is sent: the broker need not wait for the disk.
                await pendingAck.Persisted;
                pendingAck = batch.IsSettled
                    ? new PendingAck(batch.Ids(), ledger.CommitAsync(batch.ToChanges(), CancellationToken.None))
                    : PendingAck.None;
                foreach (var (job, problem) in batch.Undeliverable)
                    await ledger.CommitAsync(FailedReplay(job, problem), CancellationToken.None);

                // The timers of a process that was paused fire late: until then nothing is sent, and the outbox would be read in a loop.
                if (lease.IsExpired)
                    lease.Expire();
                if (batch.HasFailed)
                    await Task.Delay(recorder.NextDelay(), time, stopping);
            }
        }
        finally
        {
            await pendingAck.Persisted;
        }
    }

    /// <summary>Sends an event that the broker refuses again, before its next retry is due. May be called by any thread.</summary>
    public void RetryNow(long id)
    {
        recorder.RetryNow(id);
        signals.OutboxChanged.Set();
    }

    private async Task<PublishBatch> PublishAsync(List<OutboxRow> messages, Lease lease, CancellationToken stopping)
    {
        var queue = new ConcurrentQueue<OutboxRow>(messages);
        var batch = new PublishBatch(recorder);
        try
        {
            var senders = Math.Min(MaxConcurrency, messages.Count);
            await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => SendAsync(queue, batch, lease, stopping)));
        }
        catch (OperationCanceledException) when (lease.Ended.IsCancellationRequested)
        {
            // What the broker has confirmed by then is still marked: the fence decides whether the commit is allowed.
        }

        recorder.RecordBatch(batch);
        return batch;
    }

    /// <summary>After a failure, a stop, or the end of the lease, the rest of the batch stays pending.</summary>
    private async Task SendAsync(ConcurrentQueue<OutboxRow> queue, PublishBatch batch, Lease lease, CancellationToken stopping)
    {
        while (queue.TryDequeue(out var message) && !batch.HasFailed && !stopping.IsCancellationRequested && !lease.IsExpired)
        {
            if (!batch.Allows(message))
                continue;
            var (result, error) = await sender.SendAsync(message, lease.Ended);
            Heartbeat.Beat();
            batch.Record(message, result, error);
        }
    }

    private static JobProgress FailedReplay(long job, string problem) =>
        new()
        {
            Job = new JobStep(job) { State = JobState.Failed, Error = problem },
        };

    private TimeSpan UntilNextRead() => recorder.UntilNextRead is { } wait && wait < IdleInterval ? wait : IdleInterval;

    /// <summary>Settled events, and the commit that marks them.</summary>
    private sealed record PendingAck(IReadOnlySet<long> Ids, Task Persisted)
    {
        public static readonly PendingAck None = new(new HashSet<long>(), Task.CompletedTask);
    }
}
