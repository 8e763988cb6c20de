using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Jobs;

/// <summary>
/// Pauses or resumes a workspace: stores it, and ends the session, whose successor, on whichever replica, runs the loops accordingly.
/// </summary>
internal sealed class PauseRunner(JobKind kind, LedgerWriter ledger, WorkspaceAssignment assignment) : IJobRunner
{
    public JobKind Kind => kind;

    public async Task RunAsync(JobRow job, CancellationToken cancellationToken)
    {
        var changes = new WorkspacePause(IsPaused: kind == JobKind.Pause) { Job = new JobStep(job.Id) { State = JobState.Done } };
        await ledger.CommitAsync(changes, cancellationToken);
        assignment.Revoke();
    }
}
