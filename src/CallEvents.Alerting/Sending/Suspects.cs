namespace CallEvents.Alerting.Sending;

/// <summary>
/// Distinguishes an alert on which its channel fails from a channel that is unavailable: one that keeps failing while the channel takes
/// others is the cause itself.
/// </summary>
internal sealed class Suspects
{
    /// <summary>Failures while the channel took others, after which the alert is the cause.</summary>
    private const int MaxFailures = 5;

    private const int MostSuspects = 1_000;

    private readonly Dictionary<string, (long Accepted, int Failures)> suspects = [];
    private long accepted;

    /// <summary>How many different alerts have failed since the channel last took one.</summary>
    public int FailedSinceAccepted { get; private set; }

    /// <summary>The channel has taken an alert.</summary>
    public void RecordAccepted(string id)
    {
        suspects.Remove(id);
        accepted++;
        FailedSinceAccepted = 0;
    }

    /// <summary>The alert has ended otherwise.</summary>
    public void Forget(string id) => suspects.Remove(id);

    /// <summary>The channel has failed on an alert.</summary>
    /// <returns>Whether the alert itself is the cause.</returns>
    public bool RecordFailure(string id)
    {
        var isKnown = suspects.TryGetValue(id, out var before);
        if (!isKnown || before.Accepted < accepted)
            FailedSinceAccepted++;
        var failures = before.Failures + (isKnown && accepted > before.Accepted ? 1 : 0);

        // Some end elsewhere, and are not taken out here: what is forgotten begins anew at worst.
        if (suspects.Count >= MostSuspects)
            suspects.Clear();
        suspects[id] = (accepted, failures);
        return failures >= MaxFailures;
    }
}
