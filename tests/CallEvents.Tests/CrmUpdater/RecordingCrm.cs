using System.Collections.Concurrent;
using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;

namespace CallEvents.Tests.CrmUpdater;

/// <summary>A CRM that keeps its records in memory, leaves a null field alone as real ones do, and answers as a test tells it to.</summary>
internal sealed class RecordingCrm : ICrm
{
    private readonly ConcurrentQueue<CrmCall> writes = new();
    private readonly ConcurrentDictionary<string, Record> records = new();

    public string Name => "recording";

    /// <summary>What it says to a write; one that it does not answer with <see cref="CrmResult.Written"/> leaves no trace.</summary>
    public Func<CrmCall, Task<CrmResult>> Answer { get; set; } = Take;

    public Func<Task> EnsureReady { get; set; } = () => Task.CompletedTask;

    /// <summary>What was asked of it, taken or not.</summary>
    public int Asked { get; private set; }

    /// <summary>What it took, in order.</summary>
    public IReadOnlyList<CrmCall> Writes => [.. writes];

    public static Task<CrmResult> Take(CrmCall call) => Task.FromResult<CrmResult>(new CrmResult.Written(call.CallId, Created: false));

    public Record? Of(string callId) => records.GetValueOrDefault(callId);

    public Task EnsureReadyAsync(CancellationToken cancellationToken) => EnsureReady();

    public async Task<CrmResult> UpsertCallAsync(CrmCall call, CancellationToken cancellationToken)
    {
        lock (writes) Asked++;
        var answer = await Answer(call).WaitAsync(cancellationToken);
        if (answer is not CrmResult.Written) return answer;

        writes.Enqueue(call);
        records.AddOrUpdate(call.CallId, _ => new Record(null, null).With(call), (_, record) => record.With(call));
        return answer;
    }

    internal sealed record Record(Call? Fields, IReadOnlyList<Segment>? Transcript)
    {
        public Record With(CrmCall call) => new(Merge(Fields, call.Fields), call.Transcript ?? Transcript);

        private static Call? Merge(Call? old, Call? @new) => @new is null || old is null ? @new ?? old : @new with
        {
            DurationSeconds = @new.DurationSeconds ?? old.DurationSeconds,
            RepId = @new.RepId ?? old.RepId,
            ProspectEmail = @new.ProspectEmail ?? old.ProspectEmail,
            CoachingScore = @new.CoachingScore ?? old.CoachingScore,
            Outcome = @new.Outcome ?? old.Outcome,
        };
    }
}
