using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.Alerting.Channels.Email;

/// <summary>E-mail, by a mail server that accepts messages for delivery.</summary>
internal sealed class EmailChannelType(
    PeopleSource people,
    EmailMetrics metrics,
    IHttpClientFactory clients,
    ILogger<EmailChannel> logger,
    TimeProvider time
) : IChannelType
{
    public string Name => "email";

    public IReadOnlyCollection<string> Keys { get; } =
    [
        nameof(ChannelOptions.Host),
        nameof(ChannelOptions.Port),
        nameof(ChannelOptions.Tls),
        nameof(ChannelOptions.User),
        nameof(ChannelOptions.Password),
        nameof(ChannelOptions.OAuth),
        nameof(ChannelOptions.From),
        nameof(ChannelOptions.To),
    ];

    /// <summary>A PEM file with the only authorities to trust, for tests; null for the system's.</summary>
    public string? AuthorityFile { get; init; }

    public void Validate(SettingRules rules, ChannelOptions options) => EmailSettings.Validate(rules, options);

    public IAlertChannel Create(string name, ChannelOptions options)
    {
        var token = EmailSettings.UsesOAuth(options) ? new EmailToken(name, options.OAuth, clients, time) : null;
        return new EmailChannel(
            name,
            new EmailRecipients(options.From!, options.To, people),
            new EmailComposer(options.From!, time),
            new SmtpConnector(name, options, token, AuthorityFile, time),
            metrics,
            logger
        );
    }
}
