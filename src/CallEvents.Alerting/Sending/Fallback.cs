using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Setup;
using CallEvents.Alerting.State;

namespace CallEvents.Alerting.Sending;

/// <summary>Moves errors and critical alerts that a channel could not send to its fallback.</summary>
internal sealed partial class Fallback(
    ChannelSet channels,
    OutboxCleaner cleaner,
    OutboxSignal signal,
    AlertingMetrics metrics,
    TimeProvider time,
    ILogger<Fallback> logger
)
{
    /// <summary>Moves what waits for too long.</summary>
    public async Task MoveOverdueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var channel in channels.All.Where(channel => channel.Options.Fallback is not null))
        {
            var dueBefore = (now - channel.Options.FallbackAfter).ToUnixTimeMilliseconds();
            foreach (var alert in await cleaner.FindForFallbackAsync(channel.Name, dueBefore, cancellationToken))
                await MoveAsync(channel, alert, alert.Reason, cancellationToken);
        }
    }

    /// <summary>Moves one alert, if it is severe and the channel has a fallback.</summary>
    public async Task MoveAsync(ConfiguredChannel channel, OutboxAlert alert, string reason, CancellationToken cancellationToken)
    {
        if (alert.Severity < Severity.Error || alert.IsDigest || alert.Content.Length == 0)
            return;
        if (channel.Options.Fallback is not { } name || channels.Find(name) is not { } other)
            return;

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var copy = OutboxRow.Of(Restrict(OutboxRow.Read(alert), channel, other), other.Name, now) with
        {
            LateAt = alert.LateAt,
            DropsLate = alert.DropsLate,
        };
        var why = reason.Length == 0 ? $"taken by {other.Name}" : $"taken by {other.Name}: {reason}";
        if (!await cleaner.TryMoveAsync(alert, copy, why, now, cancellationToken))
            return;

        metrics.Rejected(channel.Name, "fallback");
        Log.Moved(logger, other.Name, alert.RuleId, alert.CallId, channel.Name);
        signal.Set();
    }

    /// <summary>The other channel may show less: then the text, which the first one's settings shaped, is left out.</summary>
    private static Alert Restrict(Alert alert, ConfiguredChannel from, ConfiguredChannel to)
    {
        var hidesProspect = to.Options.Prospect != from.Options.Prospect && to.Options.Prospect != "email";
        var hidesSnippets = to.Options.Snippets == false && from.Options.Snippets != false;
        return alert with
        {
            Text = hidesProspect || hidesSnippets ? alert.Title : alert.Text,
            Prospect = hidesProspect ? null : alert.Prospect,
            ProspectEmail = hidesProspect ? null : alert.ProspectEmail,
            Snippets = hidesSnippets ? [] : alert.Snippets,
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
