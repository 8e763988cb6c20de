using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Jobs;

/// <summary>Which jobs wait for each other.</summary>
internal static class JobKinds
{
    /// <summary>May take hours: one at a time.</summary>
    public static readonly IReadOnlyList<JobKind> Long = [JobKind.Replay, JobKind.Backfill, JobKind.Observe];

    /// <summary>Take seconds, beside a long one, and while the workspace is paused.</summary>
    public static readonly IReadOnlyList<JobKind> Short = [JobKind.Retry, JobKind.Forget, JobKind.Pause, JobKind.Resume];
}
