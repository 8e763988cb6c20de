using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Schedules;

namespace CallEvents.Alerting.Setup;

/// <summary>A channel with its settings.</summary>
/// <param name="Name">Its name, which stands in the database and in metrics: an alert is sent once for each name.</param>
/// <param name="Options">Its settings.</param>
/// <param name="Sender">Sends.</param>
/// <param name="QuietHours">When it holds alerts back.</param>
/// <param name="DigestTime">When its digest is sent.</param>
internal sealed record ConfiguredChannel(
    string Name,
    ChannelOptions Options,
    IAlertChannel Sender,
    QuietHours QuietHours,
    DigestTime DigestTime
)
{
    /// <summary>The floor between two sends.</summary>
    public TimeSpan Gap => TimeSpan.FromMinutes(1) / Options.PerMinute;

    // The generated text would have the settings, and so the secrets.
    public override string ToString() => Name;
}
