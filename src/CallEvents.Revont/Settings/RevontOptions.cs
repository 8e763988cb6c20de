namespace CallEvents.Revont.Settings;

/// <summary>The Revont accounts to poll, and the rate limit of the API. Source: section <c>Revont</c>.</summary>
public sealed class RevontOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Revont";

    /// <summary>The address of the API, with its version.</summary>
    /// <value>Default: <c>https://api.revont.ai/v1</c>. An http or https address.</value>
    public string BaseUrl { get; set; } = "https://api.revont.ai/v1";

    /// <summary>One or more workspaces by name. The name is part of every message id: do not change it later.</summary>
    /// <value>Default: none; at least one must be set.</value>
    public Dictionary<string, WorkspaceOptions> Workspaces { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Requests per second for one workspace, all lanes together.</summary>
    /// <value>Default: 10. From above 0 to 100,000.</value>
    public double RequestsPerSecond { get; set; } = 10;

    /// <summary>Concurrent requests for one workspace, all lanes together.</summary>
    /// <value>Default: 8. From 1 to 1,000.</value>
    public int MaxConcurrency { get; set; } = 8;
}

/// <summary>One Revont account. Source: section <c>Revont:Workspaces:&lt;name&gt;</c>.</summary>
public sealed class WorkspaceOptions
{
    /// <summary>The API key, sent as <c>Authorization: Bearer</c>. A secret: it never reaches a log, span or exception.</summary>
    /// <value>Default: none; must be set.</value>
    public string? ApiKey { get; set; }
}
