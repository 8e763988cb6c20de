using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Outbox;

/// <summary>The results of one batch of publishes, which run concurrently.</summary>
internal sealed class PublishBatch(PublishRecorder recorder)
{
    private readonly Lock sync = new();
    private readonly List<OutboxRow> sent = [];
    private readonly List<OutboxRow> published = [];
    private readonly List<OutboxRow> discarded = [];
    private readonly List<OutboxRow> failed = [];
    private readonly Dictionary<long, string> undeliverable = [];

    /// <summary>Whether the broker answered any of them in a way that settles the event.</summary>
    public bool IsSettled
    {
        get
        {
            lock (sync)
                return published.Count + discarded.Count > 0;
        }
    }

    public bool HasFailed
    {
        get
        {
            lock (sync)
                return failed.Count > 0;
        }
    }

    /// <summary>Those that were sent, in any order.</summary>
    public IReadOnlyList<OutboxRow> Sent => sent;

    public IReadOnlyList<OutboxRow> Failed => failed;

    /// <summary>The replays whose queue cannot be reached, each with the reason.</summary>
    public IReadOnlyDictionary<long, string> Undeliverable => undeliverable;

    /// <summary>Whether the message may be sent now.</summary>
    public bool Allows(OutboxRow message)
    {
        lock (sync)
            return recorder.Allows(message) && !(message.Job is { } job && undeliverable.ContainsKey(job));
    }

    public void Record(OutboxRow message, PublishResult result, string? error)
    {
        lock (sync)
        {
            sent.Add(message);
            switch (recorder.Record(message, result, error))
            {
                case Disposition.Published:
                    published.Add(message);
                    break;
                case Disposition.Discarded:
                    discarded.Add(message);
                    break;
                case Disposition.Undeliverable:
                    undeliverable[message.Job!.Value] = error!;
                    break;
                case Disposition.Failed:
                    failed.Add(message);
                    break;
            }
        }
    }

    public IReadOnlySet<long> Ids() => published.Concat(discarded).Select(row => row.Id).ToHashSet();

    public SettledEvents ToChanges() => new(published, discarded);
}
