namespace CallEvents.ServiceDefaults.Outgoing;

/// <summary>Reads the pause that a server asks for.</summary>
public static class RetryAfter
{
    /// <summary>The longest that is obeyed: a wrong date must not stop a service for years.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The pause in the header <c>Retry-After</c>, as seconds or as a date; null without a valid one.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="time">The clock that a date is compared with.</param>
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider time)
    {
        var requested = response.Headers.RetryAfter switch
        {
            { Delta: { } seconds } => seconds,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return requested is not { } pause ? null
            : pause < TimeSpan.Zero ? TimeSpan.Zero
            : pause > Longest ? Longest
            : pause;
    }
}
