using System.Diagnostics;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.State;
using CallEvents.ServiceDefaults.Downstream;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>
/// Collects messages to batches. The first one is sent immediately; what arrives while a batch is under way forms the next. No call is
/// in two batches at a time.
/// </summary>
/// <remarks>
/// Not MassTransit's batch consumer: it batches one message type, and fails as a whole. Messages on which the CRM has failed have a lane of
/// their own, with smaller batches after each failure, so that the one it fails on ends up alone and keeps no other waiting.
/// </remarks>
internal sealed class CallBatcher(BatchWriter writer, ICrm crm, IOptions<CrmOptions> options) : IDisposable
{
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly int maxBatch = Math.Min(options.Value.MaxBatch, crm.MaxBatch);
    private readonly CancellationTokenSource disposing = new();
    private readonly Lock sync = new();
    private readonly List<PendingMessage> pending = [];
    private readonly HashSet<CallKey> underWay = [];
    private readonly bool[] isLaneBusy = new bool[Enum.GetValues<Lane>().Length];

    private enum Lane
    {
        Main,
        Suspects,
    }

    /// <param name="change">What the message says.</param>
    /// <param name="failures">How often the CRM has failed on it.</param>
    /// <param name="cancellationToken">Cancels the waiting, not a batch that is under way.</param>
    public async Task<DownstreamResult> WriteAsync(CallChange change, int failures, CancellationToken cancellationToken)
    {
        var message = new PendingMessage(change, failures);
        lock (sync)
            pending.Add(message);
        StartLanes();
        try
        {
            return await message.Result.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (sync)
                pending.Remove(message);
        }
    }

    public void Dispose()
    {
        disposing.Cancel();
        disposing.Dispose();
    }

    private void StartLanes()
    {
        foreach (var lane in Enum.GetValues<Lane>())
        {
            if (TryTake(lane) is { } batch)
                _ = RunAsync(lane, batch);
        }
    }

    private async Task RunAsync(Lane lane, IReadOnlyList<PendingCall> batch)
    {
        // The batch is of many messages: its spans are no children of the one that happened to start it.
        Activity.Current = null;
        await writer.CompleteAsync(batch, disposing.Token);
        lock (sync)
        {
            isLaneBusy[(int)lane] = false;
            foreach (var call in batch)
                underWay.Remove(call.Key);
        }

        StartLanes();
    }

    /// <summary>The next batch of a lane; null when there is none, or one is under way.</summary>
    private List<PendingCall>? TryTake(Lane lane)
    {
        lock (sync)
        {
            if (isLaneBusy[(int)lane])
                return null;
            var waiting = pending.Where(message => !underWay.Contains(message.Change.Key) && IsOf(lane, message)).ToList();
            if (waiting.Count == 0)
                return null;

            var batch = Fill(waiting);
            foreach (var message in batch.SelectMany(call => call.Messages))
                pending.Remove(message);
            underWay.UnionWith(batch.Select(call => call.Key));
            isLaneBusy[(int)lane] = true;
            return batch;
        }
    }

    private List<PendingCall> Fill(List<PendingMessage> waiting)
    {
        var failures = waiting[0].Failures;
        var limit = Math.Max(1, maxBatch >> Math.Min(2 * failures, 16));
        var size = 0;
        var calls = waiting.Where(message => message.Failures == failures).GroupBy(message => message.Change.Key).ToList();

        // When more wait than fit, only those that are like the oldest: new calls and known ones need different requests.
        if (calls.Count > limit && HasTranscriptOnly(calls[0]) is var isTranscript)
            calls.RemoveAll(call => HasTranscriptOnly(call) != isTranscript);
        return
        [
            .. calls
                .Take(limit)
                .TakeWhile((call, index) => (size += call.Sum(message => message.Size)) <= MaxBytes || index == 0)
                .Select(call => new PendingCall(call.Key, [.. call])),
        ];
    }

    private static bool HasTranscriptOnly(IEnumerable<PendingMessage> messages) =>
        messages.All(message => message.Change.Transcript is not null);

    private static bool IsOf(Lane lane, PendingMessage message) => message.Failures == 0 == (lane is Lane.Main);
}
