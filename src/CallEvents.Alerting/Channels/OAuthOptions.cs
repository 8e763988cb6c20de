namespace CallEvents.Alerting.Channels;

/// <summary>Authentication at a mail server by client credentials. Source: <c>Channels:&lt;name&gt;:OAuth</c>.</summary>
internal sealed class OAuthOptions
{
    /// <summary>The Microsoft Entra tenant.</summary>
    /// <value>Default: none.</value>
    public string? Tenant { get; set; }

    /// <summary>The application's id.</summary>
    /// <value>Default: none.</value>
    public string? ClientId { get; set; }

    /// <summary>The application's secret.</summary>
    /// <value>Default: none.</value>
    public string? ClientSecret { get; set; }

    /// <summary>Where tokens come from, for other clouds.</summary>
    /// <value>Default: the tenant's address at <c>login.microsoftonline.com</c>.</value>
    public string? TokenUrl { get; set; }

    /// <summary>What the token is asked for, for mail servers other than Exchange Online.</summary>
    /// <value>Default: <c>https://outlook.office365.com/.default</c>.</value>
    public string Scope { get; set; } = "https://outlook.office365.com/.default";
}
