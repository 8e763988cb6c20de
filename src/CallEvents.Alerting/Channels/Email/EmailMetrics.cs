using System.Diagnostics.Metrics;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.Alerting.Channels.Email;

/// <summary>Counts the people who did not get an e-mail.</summary>
internal sealed class EmailMetrics
{
    private const string RecipientKey = "callevents.alert.recipient";

    private readonly Counter<long> missing;
    private readonly Counter<long> refused;

    public EmailMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(TelemetryNames.Alerting);
        missing = meter.CreateCounter<long>(
            name: "callevents.alerts.recipients.missing",
            unit: "{recipient}",
            description: "Reps and managers without an e-mail address in the people file"
        );
        refused = meter.CreateCounter<long>(
            name: "callevents.alerts.recipients.refused",
            unit: "{recipient}",
            description: "Recipients that a mail server refused for good"
        );
    }

    /// <summary>A rep or manager has no address.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="who">One of <see cref="EmailRecipients.Rep"/> and <see cref="EmailRecipients.Manager"/>.</param>
    public void RecipientMissing(string channel, string who) =>
        missing.Add(
            1,
            new KeyValuePair<string, object?>(AlertingMetrics.ChannelKey, channel),
            new KeyValuePair<string, object?>(RecipientKey, who)
        );

    public void RecipientsRefused(string channel, int count) =>
        refused.Add(count, new KeyValuePair<string, object?>(AlertingMetrics.ChannelKey, channel));
}
