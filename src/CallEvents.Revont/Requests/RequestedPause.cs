using Refit;

namespace CallEvents.Revont.Requests;

/// <summary>Reads the pause that the API asks for.</summary>
internal static class RequestedPause
{
    /// <summary>
    /// The pause of a 429, and of a 503 with <c>Retry-After</c>; zero for a 429 that names none, null where the API asks for none.
    /// </summary>
    /// <param name="response">A response with a status.</param>
    /// <param name="now">The time that a date is compared with, where the response has none of its own.</param>
    public static TimeSpan? Of<T>(ApiResponse<T> response, DateTimeOffset now)
    {
        var status = (int)response.StatusCode!.Value;
        if (status is not 429 && (status is not 503 || response.Headers?.RetryAfter is null))
            return null;
        return response.Headers?.RetryAfter switch
        {
            { Delta: { } seconds } => seconds,
            { Date: { } date } => date - (response.Headers.Date ?? now),
            _ => TimeSpan.Zero,
        };
    }
}
