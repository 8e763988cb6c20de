namespace CallEvents.Alerting.Channels;

/// <summary>The settings of one channel. Source: <c>Channels:&lt;name&gt;</c>.</summary>
internal sealed class ChannelOptions
{
    /// <summary>What kind of channel it is.</summary>
    /// <value>Default: must be set. <c>slack</c>, <c>teams</c>, <c>email</c>, <c>pagerduty</c>, <c>webhook</c> or <c>log</c>.</value>
    public string? Type { get; set; }

    /// <summary>The most notifications in a minute; a floor between two sends follows from it.</summary>
    /// <value>Default: 30. From 1 to 6,000.</value>
    public int PerMinute { get; set; } = 30;

    /// <summary>When alerts are held back.</summary>
    public QuietHoursOptions QuietHours { get; set; } = new();

    /// <summary>When the digest is sent.</summary>
    public DigestOptions Digest { get; set; } = new();

    /// <summary>How prospects are named.</summary>
    /// <value>Default: <c>email</c>. <c>email</c>, <c>domain</c> or <c>none</c>.</value>
    public string Prospect { get; set; } = "email";

    /// <summary>Whether sentences of the transcript are shown.</summary>
    /// <value>Default: <c>true</c>; <c>false</c> for PagerDuty.</value>
    public bool? Snippets { get; set; }

    /// <summary>The channel that takes errors and critical alerts which this one could not send.</summary>
    /// <value>Default: none.</value>
    public string? Fallback { get; set; }

    /// <summary>How long such an alert waits before the fallback takes it.</summary>
    /// <value>Default: 15 minutes.</value>
    public TimeSpan FallbackAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The address to which alerts are posted. Treat it as a secret.</summary>
    /// <value>Default: none; required for <c>slack</c>, <c>teams</c> and <c>webhook</c>.</value>
    public string? Url { get; set; }

    /// <summary>The secret that signs the webhook, as Standard Webhooks writes it.</summary>
    /// <value>Default: none; required for <c>webhook</c>. <c>whsec_</c> and the base64 of 24 to 64 bytes.</value>
    public string? Secret { get; set; }

    /// <summary>The former secret, which signs too until the receiver has the new one.</summary>
    /// <value>Default: none.</value>
    public string? PreviousSecret { get; set; }

    /// <summary>Headers that the webhook sends as well.</summary>
    /// <value>Default: none.</value>
    public Dictionary<string, string> Headers { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>PagerDuty's integration key. Treat it as a secret.</summary>
    /// <value>Default: none; required for <c>pagerduty</c>.</value>
    public string? RoutingKey { get; set; }

    /// <summary>The mail server.</summary>
    /// <value>Default: none; required for <c>email</c>.</value>
    public string? Host { get; set; }

    /// <summary>The mail server's port.</summary>
    /// <value>Default: 587.</value>
    public int Port { get; set; } = 587;

    /// <summary>How the connection to the mail server is encrypted.</summary>
    /// <value>Default: <c>starttls</c>. <c>starttls</c>, <c>implicit</c>, or to this machine only <c>none</c>.</value>
    public string Tls { get; set; } = "starttls";

    /// <summary>The mail server's user.</summary>
    /// <value>Default: none.</value>
    public string? User { get; set; }

    /// <summary>The user's password.</summary>
    /// <value>Default: none.</value>
    public string? Password { get; set; }

    /// <summary>Authentication without a password.</summary>
    public OAuthOptions OAuth { get; set; } = new();

    /// <summary>The sender's address.</summary>
    /// <value>Default: none; required for <c>email</c>.</value>
    public string? From { get; set; }

    /// <summary>Who gets the e-mails: addresses, <c>rep</c>, or <c>manager</c>.</summary>
    /// <value>Default: none; required for <c>email</c>.</value>
    public List<string> To { get; set; } = [];
}
