namespace CallEvents.ServiceDefaults.People;

/// <summary>One rep in the people file. Personal data: keep it out of logs, spans and metric labels.</summary>
public sealed record Person
{
    /// <summary>The Revont user id, such as <c>user_01HX1ABCDE</c>.</summary>
    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? Email { get; init; }

    public string? Team { get; init; }

    /// <summary>The Revont user id of the manager.</summary>
    public string? Manager { get; init; }

    public string? HubSpotOwnerId { get; init; }

    public string? SalesforceUserId { get; init; }
}
