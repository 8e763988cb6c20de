using MimeKit;

namespace CallEvents.Alerting.Channels.Email;

/// <summary>What became of a notification's e-mails. Kept between two tries, so that the second does not repeat the first.</summary>
internal sealed class EmailProgress
{
    private readonly HashSet<string> done = new(StringComparer.Ordinal);

    /// <summary>Whether a recipient has it.</summary>
    public bool HasDelivered { get; private set; }

    /// <summary>Why recipients were refused for good in this try.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>Why a recipient may get it later; null when there is none.</summary>
    public ChannelResult? Delayed { get; set; }

    /// <summary>The outcome, where the connection itself did not fail.</summary>
    public ChannelResult Result =>
        (Delayed is ChannelResult.Unavailable away ? away with { IsPartial = HasDelivered } : Delayed)
        ?? (
            HasDelivered || Refused.Count == 0 ? new ChannelResult.Sent() : new ChannelResult.Rejected($"{Refused[^1]} for all recipients")
        );

    public void BeginTry()
    {
        Refused.Clear();
        Delayed = null;
    }

    public bool IsDone(MailboxAddress recipient) => done.Contains(EmailRecipients.KeyOf(recipient));

    public void Deliver(MailboxAddress recipient)
    {
        done.Add(EmailRecipients.KeyOf(recipient));
        HasDelivered = true;
    }

    public void Refuse(MailboxAddress recipient, string reason)
    {
        done.Add(EmailRecipients.KeyOf(recipient));
        Refused.Add(reason);
    }
}
