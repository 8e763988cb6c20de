namespace CallEvents.Simulator.Calls;

/// <summary>The fields of a call in the simulated API. Tests may set any value that the real API might return.</summary>
public sealed record SimulatedCall
{
    /// <summary>Unique in the workspace, such as <c>call_01HX4BQZPK8J2NFRT3WY</c>.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// When the call was created. Generated times are whole seconds; a fraction is shown when there is one. The API does not show
    /// a call before this instant.
    /// </summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The duration of the call in seconds.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>The user id of the rep, such as <c>user_01HX1ABCDE</c>.</summary>
    public string? RepId { get; init; }

    /// <summary>The prospect's e-mail address.</summary>
    public string? ProspectEmail { get; init; }

    /// <summary>The coaching score, 0 to 100 in generated calls.</summary>
    public double? CoachingScore { get; init; }

    /// <summary><c>won</c>, <c>lost</c>, <c>follow_up</c>, <c>no_outcome</c> or null in generated calls.</summary>
    public string? Outcome { get; init; }
}
