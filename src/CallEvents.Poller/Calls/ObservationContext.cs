namespace CallEvents.Poller.Calls;

/// <summary>All that a decision depends on beside the answer and the row, passed as values.</summary>
/// <param name="Workspace">The workspace's name.</param>
/// <param name="Now">The time of the observation.</param>
/// <param name="StartFrom">Nothing created before it is told.</param>
/// <param name="StartedAt">The first start: what was created before it is history.</param>
/// <param name="Lane">The lane that asked.</param>
/// <param name="RetriesGivenUp">Whether a call that was given up is to be looked at once more.</param>
/// <param name="Schedule">When to look for a transcript again.</param>
/// <param name="Jitter">From 0 to 1, by which calls that appeared together spread their next checks.</param>
internal sealed record ObservationContext(
    string Workspace,
    DateTimeOffset Now,
    DateTimeOffset StartFrom,
    DateTimeOffset StartedAt,
    Lane Lane,
    bool RetriesGivenUp,
    TranscriptOptions Schedule,
    double Jitter);
