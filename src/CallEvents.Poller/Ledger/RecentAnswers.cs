namespace CallEvents.Poller.Ledger;

/// <summary>
/// When calls were last answered, for the short time in which an older answer may still be on its way. Most answers change
/// nothing: to note them in the ledger would rewrite the last hours with every poll.
/// </summary>
internal sealed class RecentAnswers
{
    /// <summary>An answer that needs longer from its request to its commit changes no field: what came meanwhile is forgotten.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    // By hash: should two calls share one, an edit may be noticed by the next re-read only.
    private readonly Dictionary<int, DateTimeOffset> answers = [];
    private readonly Queue<(int Call, DateTimeOffset At)> order = new();

    public DateTimeOffset? Of(string callId) => answers.TryGetValue(callId.GetHashCode(StringComparison.Ordinal), out var at) ? at : null;

    public void Note(string callId, DateTimeOffset sentAt, DateTimeOffset now)
    {
        var call = callId.GetHashCode(StringComparison.Ordinal);
        answers[call] = sentAt;
        order.Enqueue((call, sentAt));

        // Also what a clock that was set back has left in the future.
        while (order.TryPeek(out var oldest) && (now - oldest.At).Duration() > Memory)
        {
            order.Dequeue();
            if (answers.TryGetValue(oldest.Call, out var last) && last == oldest.At)
                answers.Remove(oldest.Call);
        }
    }
}
