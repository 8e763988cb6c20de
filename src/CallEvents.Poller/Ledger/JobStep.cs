using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Ledger;

/// <summary>How far a job has come with a commit. Changes nothing of a job that has ended meanwhile.</summary>
/// <param name="Job">The job.</param>
internal sealed record JobStep(long Job)
{
    /// <summary>Added to what is done.</summary>
    public long Done { get; init; }

    /// <summary>Added to what could not be read.</summary>
    public long Unreadable { get; init; }

    /// <summary>What there is to do, once it is known.</summary>
    public long? Total { get; init; }

    /// <summary>Up to where its window is walked.</summary>
    public DateTimeOffset? WalkedTo { get; init; }

    /// <summary>Its new state. The pending events of a replay that fails or is stopped are deleted.</summary>
    public JobState? State { get; init; }

    /// <summary>Why it failed, or what it could not do; without personal data.</summary>
    public string? Error { get; init; }
}
