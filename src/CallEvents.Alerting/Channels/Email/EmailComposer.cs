using CallEvents.Alerting.Alerts;
using MimeKit;

namespace CallEvents.Alerting.Channels.Email;

/// <summary>Makes the message of an e-mail.</summary>
/// <param name="from">The sender's address.</param>
/// <param name="time">The clock of the header <c>Date</c>.</param>
internal sealed class EmailComposer(string from, TimeProvider time)
{
    private const int SuffixLetters = 16;

    private readonly MailboxAddress sender = EmailSettings.Address(from) ?? throw new ArgumentException("no e-mail address", nameof(from));

    public MimeMessage Compose(EmailPart part)
    {
        var content = EmailContent.Of(part.Notification);
        var message = new MimeMessage
        {
            Subject = content.Subject,
            Date = time.GetUtcNow(),
            MessageId = IdOf(part),
            Body = new BodyBuilder { TextBody = content.ToText(), HtmlBody = content.ToHtml() }.ToMessageBody(),
        };
        message.From.Add(sender);
        message.To.AddRange(part.Recipients);

        // No out-of-office replies: https://www.rfc-editor.org/rfc/rfc3834
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        return message;
    }

    /// <summary>The same for every try, so that a mail server can leave a repeat out; another for each person's part of a digest.</summary>
    private string IdOf(EmailPart part)
    {
        var address = MailboxAddress.EncodeAddrspec(sender.Address);
        return $"{part.Notification.Id}{(part.IsPersonal ? Suffix(part) : "")}@{address[(address.LastIndexOf('@') + 1)..]}";
    }

    private static string Suffix(EmailPart part) => $".{AlertIds.Hash(EmailRecipients.KeyOf(part.Recipients[0]))[..SuffixLetters]}";
}
