namespace CallEvents.Alerting.Channels;

/// <summary>When a channel's digest is sent. Source: <c>Channels:&lt;name&gt;:Digest</c>.</summary>
internal sealed class DigestOptions
{
    /// <summary>The time of day.</summary>
    /// <value>Default: <c>09:00</c>.</value>
    public string At { get; set; } = "09:00";

    /// <summary>The days.</summary>
    /// <value>Default: <c>Mon-Fri</c>.</value>
    public string Days { get; set; } = "Mon-Fri";

    /// <summary>The IANA name of the time zone, such as <c>Europe/Berlin</c>.</summary>
    /// <value>Default: <c>UTC</c>.</value>
    public string Zone { get; set; } = "UTC";
}
