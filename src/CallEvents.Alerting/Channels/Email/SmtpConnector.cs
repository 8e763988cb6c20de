using System.Net;
using System.Text;
using CallEvents.ServiceDefaults.Tls;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace CallEvents.Alerting.Channels.Email;

/// <summary>Connects to the mail server of a channel, and logs in.</summary>
/// <param name="channel">The channel's name.</param>
/// <param name="options">Its settings.</param>
/// <param name="token">Where tokens come from; null for a password, or neither.</param>
/// <param name="authorityFile">A PEM file with the only authorities to trust; null for the system's.</param>
/// <param name="time">The clock of deadlines.</param>
internal sealed class SmtpConnector(string channel, ChannelOptions options, EmailToken? token, string? authorityFile, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan QuitTimeout = TimeSpan.FromSeconds(2);

    private readonly string host = options.Host!.Trim();

    /// <summary>
    /// Connects, runs, and disconnects. A connection for each notification: with the pause between two, a server would close a kept one
    /// more often than not.
    /// </summary>
    /// <param name="send">What to do with the connection.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="EmailFailureException">There is no connection, or the server refuses the login.</exception>
    public async Task RunAsync(Func<SmtpClient, Task> send, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient();
        client.Timeout = (int)Timeout.TotalMilliseconds;

        // As for HTTP: it asks a server of the authority, which our network may not let us reach.
        client.CheckCertificateRevocation = false;
        client.ServerCertificateValidationCallback = new ServerCertificateValidator($"{host}: the server's", host, authorityFile).Validate;

        await WithinAsync(Timeout, stop => OpenAsync(client, stop), SmtpFailure.OfConnecting, cancellationToken);
        await send(client);
        await QuitAsync(client);
    }

    /// <summary>Sends a message to one of its recipients.</summary>
    /// <exception cref="EmailFailureException">He does not have it.</exception>
    public Task SendAsync(SmtpClient client, MimeMessage message, MailboxAddress recipient, CancellationToken cancellationToken) =>
        WithinAsync(
            Timeout,
            stop => client.SendAsync(message, (MailboxAddress)message.From[0], [recipient], stop),
            SmtpFailure.OfSending,
            cancellationToken
        );

    private async Task OpenAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        var tls = EmailSettings.Tls(options.Tls) ?? SecureSocketOptions.StartTls;
        try
        {
            await client.ConnectAsync(host, options.Port, tls, cancellationToken);
            if (!string.IsNullOrWhiteSpace(options.User))
                await LogInAsync(client, options.User.Trim(), cancellationToken);
        }
        catch (NotSupportedException)
        {
            var (missing, key) = client.IsConnected
                ? ("authentication for these settings", nameof(options.User))
                : ("STARTTLS", nameof(options.Tls));
            throw new EmailFailureException(
                new ChannelResult.Unauthorized($"{host} does not offer {missing}: check Channels:{channel}:{key}")
            );
        }
    }

    private async Task LogInAsync(SmtpClient client, string user, CancellationToken cancellationToken)
    {
        var credential = token is null ? options.Password! : await token.GetAsync(cancellationToken);
        try
        {
            if (token is not null)
                await client.AuthenticateAsync(new SaslMechanismOAuth2(user, credential), cancellationToken);
            else
                await client.AuthenticateAsync(Encoding.UTF8, new NetworkCredential(user, credential), cancellationToken);
        }
        catch (AuthenticationException exception)
        {
            if (token is not null)
                await token.DiscardAsync(cancellationToken);
            throw new EmailFailureException(SmtpFailure.OfLogin(exception, channel, isPassword: token is null));
        }
    }

    private async Task WithinAsync(
        TimeSpan longest,
        Func<CancellationToken, Task> step,
        Func<Exception, string, string, ChannelResult?> read,
        CancellationToken cancellationToken
    )
    {
        using var deadline = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await step(either.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && read(exception, host, channel) is { } failure)
        {
            throw new EmailFailureException(failure);
        }
    }

    /// <summary>The server has the message already: a failure here changes nothing.</summary>
    private async Task QuitAsync(SmtpClient client)
    {
        try
        {
            await WithinAsync(
                QuitTimeout,
                stop => client.DisconnectAsync(quit: true, stop),
                SmtpFailure.OfConnecting,
                CancellationToken.None
            );
        }
        catch (EmailFailureException) { }
    }
}
