using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Erasures;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Jobs;

/// <summary>
/// Erases the data of calls for good. The erasure is stored first, outside the ledger, and is applied again after a crash.
/// </summary>
internal sealed class ForgetRunner(ErasureStore erasures, ErasedCalls erased, LedgerWriter ledger, LedgerWriterSettings settings)
    : IJobRunner
{
    private const int BatchSize = 500;

    public JobKind Kind => JobKind.Forget;

    public async Task RunAsync(JobRow job, CancellationToken cancellationToken)
    {
        foreach (var calls in CallFilter.Split(job.Calls).Skip((int)job.Done).Chunk(BatchSize))
        {
            await erasures.AddAsync(job.Workspace, calls, settings.Now(), cancellationToken);
            erased.Add(calls);
            await ledger.CommitAsync(new Erasure(calls) { Job = new JobStep(job.Id) { Done = calls.Length } }, cancellationToken);
        }
    }
}
