namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>The HubSpot account to write to. Source: section <c>Crm:HubSpot</c>.</summary>
internal sealed class HubSpotOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Crm:HubSpot";

    /// <summary>The access token of a service key. A secret: it never reaches a log, span or exception.</summary>
    /// <value>Default: none; required if <c>Crm:Adapter</c> is <c>hubspot</c>.</value>
    public string? AccessToken { get; set; }

    /// <summary>The address of the API.</summary>
    /// <value>Default: <c>https://api.hubapi.com</c>. An https address; http for a loopback address only.</value>
    public string BaseUrl { get; set; } = "https://api.hubapi.com";

    /// <summary>The version of the API, a part of every path.</summary>
    /// <value>Default: <c>2026-09</c>.</value>
    public string ApiVersion { get; set; } = "2026-09";

    /// <summary>Whether missing <c>revont_*</c> properties of calls are created.</summary>
    /// <value>Default: <c>true</c>.</value>
    public bool Provision { get; set; } = true;
}
