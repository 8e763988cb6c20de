using System.Globalization;
using System.Net.Sockets;
using CallEvents.ServiceDefaults.Outgoing;
using CallEvents.ServiceDefaults.Tls;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace CallEvents.Alerting.Channels.Email;

/// <summary>What a failure of a mail server means. Of its answers only the status appears: the rest may repeat an address.</summary>
internal static class SmtpFailure
{
    private const int ServiceClosing = 421;

    /// <summary>The outcome of a failure before any message; null for one that no mail server can cause.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="host">The mail server.</param>
    /// <param name="channel">The channel's name.</param>
    public static ChannelResult? OfConnecting(Exception exception, string host, string channel) =>
        exception switch
        {
            SmtpCommandException { StatusCode: var status } => IsTransient(status)
                ? new ChannelResult.Unavailable(Describe(status))
                : new ChannelResult.Unauthorized($"{Describe(status)}: {host} does not serve us: check Channels:{channel}:Host"),
            SslHandshakeException handshake => OfHandshake(handshake, host),
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => new ChannelResult.Unavailable("connection refused"),
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
                new ChannelResult.Unavailable("DNS lookup failed"),
            _ => OfNetwork(exception),
        };

    /// <summary>The outcome of a failure of one message to one recipient; null for one that no mail server can cause.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="host">The mail server.</param>
    /// <param name="channel">The channel's name.</param>
    public static ChannelResult? OfSending(Exception exception, string host, string channel) =>
        exception switch
        {
            SmtpCommandException command => OfCommand(command, channel),
            ServiceNotAuthenticatedException => new ChannelResult.Unauthorized(
                $"{host} requires authentication: check Channels:{channel}:User"
            ),
            NotSupportedException => new ChannelResult.Rejected($"{host} does not support the recipient's address"),
            _ => OfNetwork(exception) is { } failure ? failure with { IsSuspect = true } : null,
        };

    /// <summary>The outcome of a refused login.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="channel">The channel's name.</param>
    /// <param name="isPassword">Whether it was by a password.</param>
    public static ChannelResult OfLogin(AuthenticationException exception, string channel, bool isPassword)
    {
        var status = StatusOf(exception);
        var reason = status is { } code ? Describe(code) : "the mail server refused the login";
        if (status is { } transient && IsTransient(transient))
            return new ChannelResult.Unavailable(reason);

        var settings = isPassword
            ? $"Channels:{channel}:User and Channels:{channel}:Password"
            : $"Channels:{channel}:User and Channels:{channel}:OAuth";
        return new ChannelResult.Unauthorized($"{reason}: check {settings}");
    }

    /// <summary>The status of a refused login, with which the message begins where there is no inner exception.</summary>
    private static SmtpStatusCode? StatusOf(AuthenticationException exception) =>
        exception.InnerException is SmtpCommandException command ? command.StatusCode
        : int.TryParse(exception.Message.Split(':')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
        && status is >= 400 and < 600
            ? (SmtpStatusCode)status
        : null;

    private static ChannelResult OfCommand(SmtpCommandException command, string channel)
    {
        var isSender = command.ErrorCode is SmtpErrorCode.SenderNotAccepted;
        var reason = Describe(command.StatusCode);
        if (IsTransient(command.StatusCode))
            return new ChannelResult.Unavailable(reason, IsSuspect: !isSender && (int)command.StatusCode != ServiceClosing);
        return isSender
            ? new ChannelResult.Unauthorized($"{reason} for the sender: check Channels:{channel}:From and Channels:{channel}:User")
            : new ChannelResult.Rejected(reason);
    }

    private static ChannelResult.Unavailable? OfNetwork(Exception exception) =>
        IsTimeout(exception) ? new("timeout")
        : exception is SocketException or IOException or ProtocolException or ServiceNotConnectedException
            ? new("connection closed or broken")
        : null;

    private static bool IsTimeout(Exception exception) => exception is OperationCanceledException or TimeoutException;

    private static bool IsTransient(SmtpStatusCode status) => (int)status is >= 400 and < 500;

    private static string Describe(SmtpStatusCode status) => string.Create(CultureInfo.InvariantCulture, $"SMTP {(int)status}");

    private static ChannelResult OfHandshake(SslHandshakeException handshake, string host)
    {
        for (Exception? cause = handshake; cause is not null; cause = cause.InnerException)
        {
            if (cause is CertificateRejectedException rejected)
                return new ChannelResult.Unauthorized(rejected.Message);
        }

        return OutgoingFailure.Of(handshake) is { IsTimeout: true }
            ? new ChannelResult.Unavailable("timeout")
            : new ChannelResult.Unavailable($"{host}: TLS handshake failed");
    }
}
