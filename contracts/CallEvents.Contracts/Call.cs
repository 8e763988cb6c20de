namespace CallEvents.Contracts;

/// <summary>
/// A sales call as the Revont API showed it when the event was observed. Every message carries the whole call, so that no message depends
/// on another one.
/// </summary>
/// <remarks>Source: <c>GET /calls</c> and <c>GET /calls/{id}</c>. A member that the API does not show is null.</remarks>
public sealed record Call
{
    /// <summary>The id Revont gave the call, such as <c>call_01HX4BQZPK8J2NFRT3WY</c>. Unique in a workspace, never reused.</summary>
    public required string Id { get; init; }

    /// <summary>When the call was created in Revont, in UTC, to the microsecond.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How long the call lasted, in seconds.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>The Revont user id of the rep who held the call, such as <c>user_01HX1ABCDE</c>.</summary>
    public string? RepId { get; init; }

    /// <summary>The e-mail address of the prospect. Personal data: keep it out of logs, spans and metric labels.</summary>
    public string? ProspectEmail { get; init; }

    /// <summary>Revont's coaching score, 0 to 100 in all the API's documentation shows; passed through unchanged.</summary>
    public double? CoachingScore { get; init; }

    /// <summary>How the call ended: one of <see cref="Outcomes"/>, or a value that Revont added later, passed through unchanged.</summary>
    public string? Outcome { get; init; }
}
