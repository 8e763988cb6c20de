namespace CallEvents.Simulator.Workspaces;

/// <summary>A call's fields as the simulated API shows them. Any may be set to anything, as the real API might.</summary>
public sealed record SimulatedCall
{
    /// <summary>Unique in the workspace, such as <c>call_01HX4BQZPK8J2NFRT3WY</c>.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// When the call was created. Generated ones are whole seconds; a fraction is shown when there is one. The API shows no
    /// call before this instant has come.
    /// </summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How long the call lasted, in seconds.</summary>
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
