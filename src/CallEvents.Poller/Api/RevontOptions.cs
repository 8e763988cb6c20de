namespace CallEvents.Poller.Api;

/// <summary>Which Revont accounts are polled, and how hard the API may be asked. Source: section <c>Revont</c>.</summary>
public sealed class RevontOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Revont";

    /// <summary>Where the API answers, with its version.</summary>
    /// <value>Default: <c>https://api.revont.ai/v1</c>.</value>
    public string BaseUrl { get; set; } = "https://api.revont.ai/v1";

    /// <summary>One or more workspaces by name. The name becomes part of every message id: it is not to be changed later.</summary>
    /// <value>Default: none; at least one must be set.</value>
    public Dictionary<string, WorkspaceOptions> Workspaces { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many requests a second may be sent for one workspace, by all lanes together.</summary>
    /// <value>Default: 10. From above 0 to 100,000.</value>
    public double RequestsPerSecond { get; set; } = 10;

    /// <summary>How many requests may be under way at once for one workspace, by all lanes together.</summary>
    /// <value>Default: 8. From 1 to 1,000.</value>
    public int MaxConcurrency { get; set; } = 8;
}

/// <summary>One Revont account. Source: section <c>Revont:Workspaces:&lt;name&gt;</c>.</summary>
public sealed class WorkspaceOptions
{
    /// <summary>The key that is sent as <c>Authorization: Bearer</c>. A secret: it reaches no log, span or exception.</summary>
    /// <value>Default: none; must be set.</value>
    public string? ApiKey { get; set; }
}
