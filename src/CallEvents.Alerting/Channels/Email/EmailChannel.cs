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
    private const string NoRecipient = "no recipient: the people file has no e-mail address of the call's rep or manager";

    public async Task<ChannelResult> SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        var (parts, missing) = recipients.Of(notification);
        var progress = new EmailProgress(notification);
        var result = parts.Count == 0 ? new ChannelResult.Rejected(NoRecipient) : await TryAsync(parts, progress, cancellationToken);

        // Once for each notification: what is tried again is counted when it ends.
        if (result is not (ChannelResult.Sent or ChannelResult.Rejected))
            return result with { DeliveredTo = progress.DeliveredTo };

        foreach (var role in missing)
            metrics.RecipientMissing(name, role);
        if (progress.Refused is [.., var reason])
        {
            metrics.RecipientsRefused(name, progress.Refused.Count);
            Log.RecipientsRefused(logger, name, progress.Refused.Count, reason);
        }

        return result is ChannelResult.Sent sent && notification is DigestNotification { Digest: var digest }
            ? sent with
            {
                Undeliverable = Undelivered(digest, parts, progress),
            }
            : result;
    }

    /// <summary>The alerts of a digest that no one gets, each with why.</summary>
    private static Dictionary<Alert, string> Undelivered(Digest digest, IReadOnlyList<EmailPart> parts, EmailProgress progress)
    {
        var addressed = AlertsOf(parts);
        return new Dictionary<Alert, string>(
            digest
                .All.Except(AlertsOf(parts.Where(part => part.Recipients.Any(progress.IsDelivered))), ReferenceEqualityComparer.Instance)
                .Cast<Alert>()
                .Select(alert => KeyValuePair.Create(alert, addressed.Contains(alert) ? progress.Refusal : NoRecipient)),
            ReferenceEqualityComparer.Instance
        );
    }

    private static HashSet<Alert> AlertsOf(IEnumerable<EmailPart> parts) =>
        parts
            .SelectMany(part => part.Notification is DigestNotification { Digest.All: var alerts } ? alerts : [])
            .ToHashSet<Alert>(ReferenceEqualityComparer.Instance);

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
            foreach (var recipient in part.Recipients.Where(recipient => !progress.IsDelivered(recipient)))
            {
                try
                {
                    await connector.SendAsync(client, message, recipient, cancellationToken);
                    progress.Deliver(recipient);
                }
                catch (EmailFailureException exception) when (exception.Result is ChannelResult.Rejected rejected)
                {
                    progress.Refused.Add(rejected.Reason);
                }
                catch (EmailFailureException exception)
                    when (exception.Result is ChannelResult.Unavailable { IsSuspect: true } delayed && client.IsConnected)
                {
                    progress.Delayed = delayed;
                }
            }
        }
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
