using System.Text.Json;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Composing;
using CallEvents.Alerting.Setup;
using CallEvents.Alerting.State;

namespace CallEvents.Alerting.Sending;

/// <summary>Moves errors and critical alerts that a channel could not send, alone or in a digest, to its fallback.</summary>
internal sealed partial class Fallback(
    ChannelSet channels,
    ChannelCircuits circuits,
    OutboxFallback outbox,
    OutboxSignal signal,
    AlertingMetrics metrics,
    TimeProvider time,
    ILogger<Fallback> logger
)
{
    /// <summary>Moves what waits for too long, while its channel fails: a long queue is no reason.</summary>
    public async Task MoveOverdueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var channel in channels.All)
        {
            if (circuits.Of(channel.Name).Outage is null || FallbackOf(channel) is not { Name: var fallback })
                continue;

            var dueBefore = (now - channel.Options.FallbackAfter).ToUnixTimeMilliseconds();
            foreach (var alert in await outbox.FindOverdueAsync(channel.Name, fallback, dueBefore, cancellationToken))
                await TryMoveAsync(channel, alert, alert.Reason, cancellationToken);
        }
    }

    /// <summary>Moves one alert, if it is severe and the channel has a fallback.</summary>
    /// <returns>Whether the other channel has it now.</returns>
    public async Task<bool> TryMoveAsync(ConfiguredChannel channel, OutboxAlert alert, string reason, CancellationToken cancellationToken)
    {
        if (alert.Severity < Severity.Error || alert.IsDigest || Read(alert) is not { } content)
            return false;
        if (FallbackOf(channel) is not { } other)
            return false;

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var copy = OutboxAlertMapper.ToRow(Restrict(content, channel, other), other.Name, now) with
        {
            // What waited for its digest did not wait for a channel.
            LateAt = alert.DigestId.Length > 0 ? OutboxAlert.Never : alert.LateAt,
            DropsLate = alert.DropsLate,
        };
        var why = reason.Length == 0 ? $"{StateReason.TakenBy}{other.Name}" : $"{StateReason.TakenBy}{other.Name}: {reason}";
        if (!await outbox.TryMoveAsync(alert, copy, why, now, cancellationToken))
            return false;

        metrics.Rejected(channel.Name, "fallback");
        Log.Moved(logger, other.Name, alert.RuleId, alert.CallId, channel.Name);
        signal.Set();
        return true;
    }

    private ConfiguredChannel? FallbackOf(ConfiguredChannel channel) => channel.Options.Fallback is { } name ? channels.Find(name) : null;

    /// <summary>Null for content that is erased, or that another release has written.</summary>
    private static Alert? Read(OutboxAlert alert)
    {
        try
        {
            return alert.Content.Length == 0 ? null : OutboxAlertMapper.ToAlert(alert);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The other channel may show less: then the text, which the first one's settings shaped, is left out.</summary>
    private static Alert Restrict(Alert alert, ConfiguredChannel from, ConfiguredChannel to)
    {
        var (before, now) = (new Disclosure(from.Options), new Disclosure(to.Options));
        var hidesSnippets = before.ShowsSnippets && !now.ShowsSnippets;
        var hidesProspects = before.NamesProspects && !now.NamesProspects;
        return alert with
        {
            Text = now.Withhold(
                hidesProspects ? alert.Title
                : !hidesSnippets ? alert.Text
                : alert.IsEscalation ? alert.Text.Split('\n')[0]
                : alert.Title
            ),
            Prospect = alert.ProspectEmail is { } address ? now.Prospect(address) : now.Named(alert.Prospect),
            ProspectEmail = now.ProspectEmail(alert.ProspectEmail),
            Outcome = alert.Outcome is { } outcome ? now.Withhold(outcome) : null,
            Snippets = hidesSnippets
                ? []
                :
                [
                    .. alert.Snippets.Select(snippet =>
                        snippet with
                        {
                            Speaker = snippet.Speaker is { } speaker ? now.Withhold(speaker) : null,
                            Sentence = now.Withhold(snippet.Sentence),
                            Words = now.Withhold(snippet.Words),
                        }
                    ),
                ],
        };
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4106,
            Level = LogLevel.Warning,
            Message = "Channel {Fallback} takes alert {RuleId} of call {CallId}, which {Channel} could not send"
        )]
        public static partial void Moved(ILogger logger, string fallback, string ruleId, string callId, string channel);
    }
}
