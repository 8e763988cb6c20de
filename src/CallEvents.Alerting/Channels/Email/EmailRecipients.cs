using CallEvents.Alerting.Alerts;
using CallEvents.ServiceDefaults.People;
using MimeKit;

namespace CallEvents.Alerting.Channels.Email;

/// <summary>Finds who gets a notification, by the people file as it is now.</summary>
/// <param name="from">The setting <c>From</c>: who gets a test that would reach no one else.</param>
/// <param name="to">The setting <c>To</c>.</param>
/// <param name="people">The people file.</param>
internal sealed class EmailRecipients(string from, IReadOnlyList<string> to, PeopleSource people)
{
    /// <summary>In <c>To</c>: the call's rep.</summary>
    public const string Rep = "rep";

    /// <summary>In <c>To</c>: the manager of the call's rep.</summary>
    public const string Manager = "manager";

    private readonly IReadOnlyList<MailboxAddress> addresses =
    [
        .. to.Where(entry => !IsRole(entry)).Select(EmailSettings.Address).OfType<MailboxAddress>().DistinctBy(KeyOf),
    ];

    private readonly IReadOnlyList<MailboxAddress> sender = EmailSettings.Address(from) is { } address ? [address] : [];

    private readonly IReadOnlyList<string> roles = [.. to.Where(IsRole).Select(entry => entry.Trim().ToLowerInvariant()).Distinct()];

    public static bool IsRole(string? entry) => entry?.Trim().ToLowerInvariant() is Rep or Manager;

    /// <summary>Identifies an address, in any case.</summary>
    public static string KeyOf(MailboxAddress address) => address.Address.ToUpperInvariant();

    /// <summary>Who gets what. An alert is one e-mail to all; a digest is one to the addresses, and one for each rep and manager.</summary>
    public EmailPlan Of(Notification notification)
    {
        List<string> missing = [];
        var parts = notification switch
        {
            AlertNotification { Alert.IsTest: true } => Parts([new(notification, addresses is [] ? sender : addresses, IsPersonal: false)]),
            AlertNotification { Alert: var alert } => Parts([
                new(notification, [.. addresses, .. People(alert, missing)], IsPersonal: false),
            ]),
            DigestNotification digest => Parts([new(digest, addresses, IsPersonal: false), .. Personal(digest, missing)]),
            _ => [],
        };
        return new EmailPlan(parts, missing);
    }

    private static IReadOnlyList<EmailPart> Parts(IEnumerable<EmailPart> parts) =>
        [
            .. parts
                .Select(part => part with { Recipients = [.. part.Recipients.DistinctBy(KeyOf)] })
                .Where(part => part.Recipients.Count > 0),
        ];

    /// <summary>To whom an address of <c>To</c> belongs has the whole digest already.</summary>
    private IEnumerable<EmailPart> Personal(DigestNotification digest, ICollection<string> missing) =>
        digest
            .Digest.All.SelectMany(alert => People(alert, missing).Select(address => (Address: address, Alert: alert)))
            .GroupBy(pair => KeyOf(pair.Address))
            .Where(person => !addresses.Select(KeyOf).Contains(person.Key))
            .Select(person => new EmailPart(
                digest with
                {
                    Digest = Digest.Of(
                        digest.Digest.Reason,
                        person.Select(pair => pair.Alert).Distinct(ReferenceEqualityComparer.Instance).Cast<Alert>()
                    ),
                },
                [person.First().Address],
                IsPersonal: true
            ));

    private List<MailboxAddress> People(Alert alert, ICollection<string> missing)
    {
        var rep = people.Current.Find(alert.RepId);
        List<MailboxAddress> found = [];
        foreach (var role in roles)
        {
            var person = role == Rep ? rep : people.Current.Find(rep?.Manager);
            if (EmailSettings.Address(person?.Email) is { } address)
                found.Add(new MailboxAddress(null, address.Address));
            else
                missing.Add(role);
        }

        return found;
    }
}

/// <summary>The e-mails of a notification.</summary>
/// <param name="Parts">The e-mails.</param>
/// <param name="Missing">Who has no address: each time <c>rep</c> or <c>manager</c>.</param>
internal sealed record EmailPlan(IReadOnlyList<EmailPart> Parts, IReadOnlyList<string> Missing);

/// <summary>One e-mail to be sent.</summary>
/// <param name="Notification">What it says.</param>
/// <param name="Recipients">Who gets it; never empty.</param>
/// <param name="IsPersonal">Whether it is one of several of a digest, each with the alerts of one person.</param>
internal sealed record EmailPart(Notification Notification, IReadOnlyList<MailboxAddress> Recipients, bool IsPersonal);
