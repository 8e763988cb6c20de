using CallEvents.Alerting.Alerts;
using MimeKit;

namespace CallEvents.Alerting.Channels.Email;

/// <summary>What becomes of a notification's e-mails. Whom an earlier try has reached is not written to again.</summary>
internal sealed class EmailProgress(Notification notification)
{
    private readonly HashSet<string> delivered = [.. notification.DeliveredTo];

    /// <summary>Whether a recipient has it.</summary>
    public bool HasDelivered => delivered.Count > 0;

    /// <summary>Those that have it: hashes over the notification's id and the address.</summary>
    public IReadOnlyCollection<string> DeliveredTo => HasDelivered ? [.. delivered] : [];

    /// <summary>Why recipients were refused for good in this try.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>Why an alert whose recipients were all refused is rejected.</summary>
    public string Refusal => $"{Refused[^1]} for all recipients";

    /// <summary>Why a recipient may get it later; null when there is none.</summary>
    public ChannelResult.Unavailable? Delayed { get; set; }

    /// <summary>The outcome, where the connection itself did not fail.</summary>
    public ChannelResult Result =>
        Delayed is { } delayed ? delayed with { IsPartial = HasDelivered }
        : HasDelivered || Refused.Count == 0 ? new ChannelResult.Sent()
        : new ChannelResult.Rejected(Refusal);

    public bool IsDelivered(MailboxAddress recipient) => delivered.Contains(KeyOf(recipient));

    public void Deliver(MailboxAddress recipient) => delivered.Add(KeyOf(recipient));

    private string KeyOf(MailboxAddress recipient) => AlertIds.Hash(notification.Id, EmailRecipients.KeyOf(recipient));
}
