namespace CallEvents.Alerting.Channels;

/// <summary>When a channel's alerts are held back. Source: <c>Channels:&lt;name&gt;:QuietHours</c>.</summary>
internal sealed class QuietHoursOptions
{
    /// <summary>When they begin, such as <c>20:00</c>.</summary>
    /// <value>Default: none, and no quiet hours.</value>
    public string? From { get; set; }

    /// <summary>When they end, such as <c>07:30</c>; at or before <c>From</c> means on the next day.</summary>
    /// <value>Default: none.</value>
    public string? To { get; set; }

    /// <summary>The days on which they begin, and which are quiet as a whole if only days are set.</summary>
    /// <value>Default: every day. Such as <c>Mon-Fri</c> or <c>Sat,Sun</c>.</value>
    public string? Days { get; set; }

    /// <summary>The days that are quiet as a whole beside <c>From</c> and <c>To</c>, for quiet nights and weekends.</summary>
    /// <value>Default: none. Such as <c>Sat,Sun</c>.</value>
    public string? WholeDays { get; set; }

    /// <summary>The IANA name of their time zone, such as <c>Europe/Berlin</c>.</summary>
    /// <value>Default: <c>UTC</c>.</value>
    public string Zone { get; set; } = "UTC";

    /// <summary>The severity from which alerts are sent all the time.</summary>
    /// <value>Default: <c>critical</c>. <c>critical</c>, <c>error</c>, <c>warning</c> or <c>none</c>.</value>
    public string Except { get; set; } = "critical";
}
