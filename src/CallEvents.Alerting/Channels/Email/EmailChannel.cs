using System.Collections.Concurrent;
using CallEvents.Alerting.Alerts;
using MailKit.Net.Smtp;

namespace CallEvents.Alerting.Channels.Email;

/// <summary>Sends an alert as one e-mail, a digest as one to the channel's addresses and one to each rep or manager.</summary>
internal sealed partial class EmailChannel(
    string name,
    EmailRecipients recipients,
    EmailComposer composer,
    SmtpConnector connector,
    EmailMetrics metrics,
    ILogger<EmailChannel> logger
) : IAlertChannel
{
    private const int MostUnfinished = 1_000;
    private const string NoRecipient = "no recipient: the people file has no e-mail address of the call's rep or manager";

    /// <summary>Notifications that some recipients have and others may get later. In memory: a restart sends again.</summary>
    private readonly ConcurrentDictionary<string, EmailProgress> unfinished = new(StringComparer.Ordinal);

    public async Task<ChannelResult> SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        var parts = recipients.Of(notification);
        if (parts.Count == 0)
            return new ChannelResult.Rejected(NoRecipient);

        var progress = unfinished.GetValueOrDefault(notification.Id) ?? new();
        progress.BeginTry();

        // Kept while it is under way: when its time ends, the next try goes on with those who have not got it.
        Remember(notification.Id, progress);
        var result = await TryAsync(parts, progress, cancellationToken);
        if (progress.Refused.Count > 0)
        {
            metrics.RecipientsRefused(name, progress.Refused.Count);
            Log.RecipientsRefused(logger, name, progress.Refused.Count, progress.Refused[^1]);
        }

        Remember(notification.Id, result is ChannelResult.Unavailable or ChannelResult.Unauthorized ? progress : null);
        return result;
    }

    private async Task<ChannelResult> TryAsync(IReadOnlyList<EmailPart> parts, EmailProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            await connector.RunAsync(client => SendAsync(client, parts, progress, cancellationToken), cancellationToken);
            return progress.Result;
        }
        catch (EmailFailureException exception)
        {
            return exception.Result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && progress.HasDelivered)
        {
            return new ChannelResult.Unavailable("not all recipients were reached in time") { IsPartial = true };
        }
    }

    /// <summary>Each recipient apart, since a server may refuse one of them, and MailKit then gives up on all for some statuses.</summary>
    private async Task SendAsync(
        SmtpClient client,
        IReadOnlyList<EmailPart> parts,
        EmailProgress progress,
        CancellationToken cancellationToken
    )
    {
        foreach (var part in parts)
        {
            var message = composer.Compose(part);
            foreach (var recipient in part.Recipients.Where(recipient => !progress.IsDone(recipient)))
            {
                try
                {
                    await connector.SendAsync(client, message, recipient, cancellationToken);
                    progress.Deliver(recipient);
                }
                catch (EmailFailureException exception) when (exception.Result is ChannelResult.Rejected rejected)
                {
                    progress.Refuse(recipient, rejected.Reason);
                }
                catch (EmailFailureException exception)
                    when (exception.Result is ChannelResult.Unavailable { IsSuspect: true } && client.IsConnected)
                {
                    progress.Delayed = exception.Result;
                }
            }
        }
    }

    private void Remember(string id, EmailProgress? progress)
    {
        if (progress is null)
        {
            unfinished.TryRemove(id, out _);
            return;
        }

        // The sender has given up on some: what is forgotten here is sent again at worst.
        if (unfinished.Count >= MostUnfinished)
            unfinished.Clear();
        unfinished[id] = progress;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4051,
            Level = LogLevel.Warning,
            Message = "Channel {Channel}: the mail server refused {Count} recipients for good, with {Reason}"
        )]
        public static partial void RecipientsRefused(ILogger logger, string channel, int count, string reason);
    }
}
