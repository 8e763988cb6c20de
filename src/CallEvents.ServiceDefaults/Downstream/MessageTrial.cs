namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>The attempts of one message: how it failed, and whether the downstream answered others meanwhile.</summary>
/// <param name="startedAt">When it began, by the monotonic clock.</param>
/// <param name="maxHoldTime">How long it is held before it is requeued; infinite for what is no message.</param>
/// <param name="isMessage">Whether it is one; preparation is none.</param>
internal sealed class MessageTrial(long startedAt, TimeSpan maxHoldTime, bool isMessage = true)
{
    /// <summary>
    /// Failures while the downstream answered others, after which the message itself is the cause. One that fails in an outage, or in the
    /// same batch as the real cause, has none.
    /// </summary>
    public const int MaxStrikes = 5;

    public long StartedAt => startedAt;

    public bool IsMessage => isMessage;

    public TimeSpan MaxHoldTime => maxHoldTime;

    /// <summary>Attempts that failed in a way that may be the message's own fault, or were refused by the guard.</summary>
    public int Failures { get; set; }

    public int Strikes { get; set; }

    public int BusyTries { get; set; }

    /// <summary>How many messages the downstream had answered when this one last failed.</summary>
    public long AnswersAtLastFailure { get; set; }

    /// <summary>How often the guard against rejecting everything had let go when the current attempt began.</summary>
    public long GuardsAtAttempt { get; set; }
}
