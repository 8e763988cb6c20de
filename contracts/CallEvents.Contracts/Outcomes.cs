namespace CallEvents.Contracts;

/// <summary>The known values of <see cref="Call.Outcome"/>. Others may be added: treat an unknown value as data, not as an error.</summary>
public static class Outcomes
{
    /// <summary>The deal was won.</summary>
    public const string Won = "won";

    /// <summary>The deal was lost.</summary>
    public const string Lost = "lost";

    /// <summary>Another conversation follows.</summary>
    public const string FollowUp = "follow_up";

    /// <summary>The call had no outcome.</summary>
    public const string NoOutcome = "no_outcome";
}
