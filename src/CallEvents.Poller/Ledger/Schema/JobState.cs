namespace CallEvents.Poller.Ledger.Schema;

/// <summary>The state of a job.</summary>
internal enum JobState
{
    /// <summary>Not begun: no replica holds its workspace, or another job is before it.</summary>
    Waiting,

    /// <summary>Begun, and resumed by whichever replica holds its workspace.</summary>
    Running,

    Done,

    /// <summary>Cannot be carried out.</summary>
    Failed,

    /// <summary>Ended by an operator.</summary>
    Stopped,
}
