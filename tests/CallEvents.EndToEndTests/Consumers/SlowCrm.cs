using System.Collections.Concurrent;
using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;

namespace CallEvents.EndToEndTests.Consumers;

/// <summary>A CRM of several replicas, in which creating a record takes long and updating one does not; a write lands at its end.</summary>
internal sealed class SlowCrm : ICrm
{
    private static readonly TimeSpan CreateDuration = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan UpdateDuration = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, Call> records = new();
    private int writes;

    public string Name => "slow";

    /// <summary>The fields that each record holds, by call.</summary>
    public IReadOnlyDictionary<string, Call> Records => records;

    public int Writes => Volatile.Read(ref writes);

    public Task EnsureReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<CrmResult> UpsertCallAsync(CrmCall call, CancellationToken cancellationToken)
    {
        await Task.Delay(call.Fields!.Outcome is null ? CreateDuration : UpdateDuration, TimeProvider.System, cancellationToken);
        records[call.CallId] = call.Fields;
        Interlocked.Increment(ref writes);
        return new CrmResult.Written(call.CallId, Created: false);
    }
}
