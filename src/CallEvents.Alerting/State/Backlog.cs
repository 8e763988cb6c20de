namespace CallEvents.Alerting.State;

/// <summary>What waits for a channel.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Pending">How many alerts and digests are due.</param>
/// <param name="OldestDueAt">Since when the oldest is due, in Unix milliseconds.</param>
internal sealed record Backlog(string Channel, int Pending, long OldestDueAt);
