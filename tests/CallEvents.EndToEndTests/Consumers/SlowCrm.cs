using System.Collections.Concurrent;
using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.EndToEndTests.Consumers;

/// <summary>A CRM of several replicas, in which creating a record takes long and updating one does not; a write lands at its end.</summary>
internal sealed class SlowCrm : ICrm
{
    private static readonly TimeSpan CreateDuration = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan UpdateDuration = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, Call> records = new();
    private int writes;

    public string Name => "slow";

    /// <summary>Small batches, so that an updater stops amid the work.</summary>
    public int MaxBatch => 2;

    public bool HasProbe => false;

    /// <summary>The fields that each record holds, by call.</summary>
    public IReadOnlyDictionary<string, Call> Records => records;

    public int Writes => Volatile.Read(ref writes);

    public string? OwnerOf(Person? rep) => null;

    public Task<CrmAccount> PrepareAsync(bool mayChange, CancellationToken cancellationToken) =>
        Task.FromResult(new CrmAccount("slow:1", []));

    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyDictionary<string, FoundRecord>> FindAsync(
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyDictionary<string, FoundRecord>>(new Dictionary<string, FoundRecord>());

    public async Task<IReadOnlyList<WriteResult>> UpsertCallsAsync(CallBatch batch, CancellationToken cancellationToken)
    {
        var isUpdate = batch.Calls.All(call => call.Call.Outcome is not null);
        await Task.Delay(isUpdate ? UpdateDuration : CreateDuration, TimeProvider.System, cancellationToken);
        foreach (var call in batch.Calls)
        {
            records[call.Call.Id] = call.Call;
            Interlocked.Increment(ref writes);
        }

        return [.. batch.Calls.Select(call => new WriteResult.Written(call.Key, RecordLinks.None))];
    }
}
