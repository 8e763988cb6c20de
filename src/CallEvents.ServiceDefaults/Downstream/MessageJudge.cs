namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>
/// Distinguishes one message's own trouble from an outage: a message that keeps failing while the downstream answers others is the cause
/// itself; many that are rejected in a row are not.
/// </summary>
internal sealed class MessageJudge(int? maxRejectedInARow)
{
    /// <summary>Failures of a message, without an answer to another one, that may still be due to the batch it was in.</summary>
    private const int FailuresWithinABatch = 3;

    private readonly Lock sync = new();
    private readonly HashSet<MessageTrial> suspects = [];
    private long answers;
    private int rejectedInARow;
    private long guards;

    public void Begin(MessageTrial trial)
    {
        lock (sync)
            trial.AnswersAtLastFailure = answers;
    }

    public void End(MessageTrial trial)
    {
        lock (sync)
            suspects.Remove(trial);
    }

    /// <summary>A message is about to be tried.</summary>
    public void BeginAttempt(MessageTrial trial)
    {
        lock (sync)
            trial.GuardsAtAttempt = guards;
    }

    /// <summary>The downstream has answered a message, accepting it or not.</summary>
    public void RecordAnswer()
    {
        lock (sync)
            answers++;
    }

    /// <summary>The downstream has accepted a message.</summary>
    public void RecordSuccess()
    {
        lock (sync)
        {
            if (rejectedInARow >= maxRejectedInARow)
                guards++;
            rejectedInARow = 0;
        }
    }

    /// <summary>Judges a message on which the downstream has failed.</summary>
    /// <param name="trial">The message.</param>
    /// <param name="answersProbe">Whether the downstream has answered its probe after that.</param>
    public Verdict RecordFailure(MessageTrial trial, bool answersProbe)
    {
        lock (sync)
        {
            trial.Failures++;
            suspects.Add(trial);
            var answersOthers = answers > trial.AnswersAtLastFailure;
            trial.AnswersAtLastFailure = answers;

            // When several fail, and none is answered, the probe proves nothing: reading may work while writing does not.
            var isOnlySuspect = answersProbe && suspects.Count == 1;
            if (answersOthers || isOnlySuspect)
                trial.Strikes++;
            return trial.Strikes >= MessageTrial.MaxStrikes ? Verdict.Guilty
                : answersOthers ? Verdict.Suspect
                : isOnlySuspect ? Verdict.OnlySuspect
                : answersProbe && trial.Failures < FailuresWithinABatch ? Verdict.Suspect
                : Verdict.Outage;
        }
    }

    /// <summary>
    /// Whether the guard against rejecting everything has let go since the attempt began: then the rejection is of that time, and says
    /// nothing about the message.
    /// </summary>
    public bool IsOutdated(MessageTrial trial)
    {
        lock (sync)
            return trial.GuardsAtAttempt != guards;
    }

    /// <summary>Whether one more message may be rejected; false when so many were in a row that the cause is hardly in them.</summary>
    /// <param name="isLast">Whether the next one may not.</param>
    public bool TryReject(out bool isLast)
    {
        lock (sync)
        {
            var mayReject = !(rejectedInARow >= maxRejectedInARow);
            if (mayReject)
                rejectedInARow++;
            isLast = rejectedInARow >= maxRejectedInARow;
            return mayReject;
        }
    }
}

/// <summary>What a failure of a message means.</summary>
internal enum Verdict
{
    /// <summary>The downstream is unavailable.</summary>
    Outage,

    /// <summary>The downstream answers others: the message is tried again after a pause.</summary>
    Suspect,

    /// <summary>The downstream answers its probe, and there is no other message to compare with: longer pauses.</summary>
    OnlySuspect,

    /// <summary>The downstream fails on this message only.</summary>
    Guilty,
}
