using System.Collections.Concurrent;
using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.Tests.CrmUpdater;

/// <summary>In-memory CRM with configurable results. Like real CRMs, it leaves a property unchanged that is not written.</summary>
internal sealed class RecordingCrm : ICrm
{
    private readonly ConcurrentQueue<CallWrite> writes = new();
    private readonly ConcurrentQueue<int> batches = new();
    private readonly ConcurrentDictionary<string, Record> records = new();
    private int attempts;

    public string Name => "recording";

    public int MaxBatch { get; init; } = 100;

    public bool HasProbe => Probe is not null;

    /// <summary>Answers the probe; null: this CRM has none.</summary>
    public Func<Task>? Probe { get; init; }

    /// <summary>Returns the result of one write; only <see cref="WriteResult.Written"/> stores it.</summary>
    public Func<CallWrite, Task<WriteResult>> Upsert { get; set; } = Accept;

    public Func<Task> EnsureReady { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before each batch.</summary>
    public Func<CallBatch, Task> BeforeBatch { get; set; } = _ => Task.CompletedTask;

    /// <summary>The result of a whole batch; null: each call has its own.</summary>
    public Func<CallBatch, WriteResult?> AnswerBatch { get; set; } = _ => null;

    public string Target { get; set; } = "recording:1";

    /// <summary>All attempted writes, stored or not.</summary>
    public int Attempts => Volatile.Read(ref attempts);

    /// <summary>The stored writes, in order.</summary>
    public IReadOnlyList<CallWrite> Writes => [.. writes];

    /// <summary>The sizes of the batches, in order.</summary>
    public IReadOnlyList<int> Batches => [.. batches];

    /// <summary>How many calls were asked for by their keys.</summary>
    public int Reads { get; private set; }

    public static Task<WriteResult> Accept(CallWrite call) =>
        Task.FromResult<WriteResult>(new WriteResult.Written($"record of {call.Key}", RecordLinks.None));

    public Record? Find(string callId) => records.GetValueOrDefault(callId);

    public string? OwnerOf(Person? rep) => null;

    public async Task<CrmAccount> PrepareAsync(bool mayChange, CancellationToken cancellationToken)
    {
        await EnsureReady();
        return new CrmAccount(Target, []);
    }

    public Task ProbeAsync(CancellationToken cancellationToken) => Probe!();

    public Task<IReadOnlyDictionary<string, FoundRecord>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        Reads += keys.Count;
        return Task.FromResult<IReadOnlyDictionary<string, FoundRecord>>(
            keys.Where(records.ContainsKey).ToDictionary(key => key, key => records[key].ToFound($"record of {key}"))
        );
    }

    public async Task<IReadOnlyList<WriteResult>> UpsertCallsAsync(CallBatch batch, CancellationToken cancellationToken)
    {
        batches.Enqueue(batch.Calls.Count);
        Interlocked.Add(ref attempts, batch.Calls.Count);
        await BeforeBatch(batch).WaitAsync(cancellationToken);
        return AnswerBatch(batch) is { } result
            ? [.. batch.Calls.Select(_ => result)]
            : await Task.WhenAll(batch.Calls.Select(call => UpsertAsync(call, cancellationToken)));
    }

    private async Task<WriteResult> UpsertAsync(CallWrite call, CancellationToken cancellationToken)
    {
        var result = await Upsert(call).WaitAsync(cancellationToken);
        if (result is not WriteResult.Written)
            return result;

        writes.Enqueue(call);
        records.AddOrUpdate(call.Call.Id, _ => Record.Empty.With(call), (_, record) => record.With(call));
        return result;
    }

    /// <param name="Properties">Those with a value.</param>
    /// <param name="Transcript">The transcript as last written.</param>
    /// <param name="FieldsRevision">The highest revision of fields that was written.</param>
    /// <param name="TranscriptRevision">The highest revision of a transcript that was written.</param>
    /// <param name="BackwardWrites">Writes with a revision that is lower than one before.</param>
    internal sealed record Record(
        IReadOnlyDictionary<string, object> Properties,
        IReadOnlyList<Segment>? Transcript,
        long? FieldsRevision,
        long? TranscriptRevision,
        int BackwardWrites
    )
    {
        public static Record Empty { get; } = new(new Dictionary<string, object>(), null, null, null, 0);

        public Record With(CallWrite call)
        {
            var properties = new Dictionary<string, object>(Properties);
            foreach (var (name, value) in call.Properties)
            {
                if (value is null)
                    properties.Remove(name);
                else
                    properties[name] = value;
            }

            var isBackward = call.FieldsRevision < FieldsRevision || call.TranscriptRevision < TranscriptRevision;
            return new Record(
                properties,
                call.Transcript?.Segments ?? Transcript,
                call.FieldsRevision ?? FieldsRevision,
                call.TranscriptRevision ?? TranscriptRevision,
                BackwardWrites + (isBackward ? 1 : 0)
            );
        }

        public FoundRecord ToFound(string id) =>
            new(id, null, FieldsRevision, TranscriptRevision, Properties.Keys.ToHashSet(StringComparer.Ordinal));
    }
}
