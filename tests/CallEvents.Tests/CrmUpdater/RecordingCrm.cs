using System.Collections.Concurrent;
using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;

namespace CallEvents.Tests.CrmUpdater;

/// <summary>In-memory CRM with configurable results. Like real CRMs, it leaves a field unchanged when the new value is null.</summary>
internal sealed class RecordingCrm : ICrm
{
    private readonly ConcurrentQueue<CrmCall> writes = new();
    private readonly ConcurrentDictionary<string, Record> records = new();

    public string Name => "recording";

    /// <summary>Returns the result of a write; only <see cref="CrmResult.Written"/> stores it.</summary>
    public Func<CrmCall, Task<CrmResult>> Upsert { get; set; } = Accept;

    public Func<Task> EnsureReady { get; set; } = () => Task.CompletedTask;

    /// <summary>All attempted writes, stored or not.</summary>
    public int Attempts { get; private set; }

    /// <summary>The stored writes, in order.</summary>
    public IReadOnlyList<CrmCall> Writes => [.. writes];

    public static Task<CrmResult> Accept(CrmCall call) => Task.FromResult<CrmResult>(new CrmResult.Written(call.CallId, Created: false));

    public Record? Find(string callId) => records.GetValueOrDefault(callId);

    public Task EnsureReadyAsync(CancellationToken cancellationToken) => EnsureReady();

    public async Task<CrmResult> UpsertCallAsync(CrmCall call, CancellationToken cancellationToken)
    {
        lock (writes)
            Attempts++;
        var result = await Upsert(call).WaitAsync(cancellationToken);
        if (result is not CrmResult.Written)
            return result;

        writes.Enqueue(call);
        records.AddOrUpdate(call.CallId, _ => new Record(null, null).With(call), (_, record) => record.With(call));
        return result;
    }

    internal sealed record Record(Call? Fields, IReadOnlyList<Segment>? Transcript)
    {
        public Record With(CrmCall call) => new(Merge(Fields, call.Fields), call.Transcript ?? Transcript);

        private static Call? Merge(Call? old, Call? @new) =>
            @new is null || old is null
                ? @new ?? old
                : @new with
                {
                    DurationSeconds = @new.DurationSeconds ?? old.DurationSeconds,
                    RepId = @new.RepId ?? old.RepId,
                    ProspectEmail = @new.ProspectEmail ?? old.ProspectEmail,
                    CoachingScore = @new.CoachingScore ?? old.CoachingScore,
                    Outcome = @new.Outcome ?? old.Outcome,
                };
    }
}
