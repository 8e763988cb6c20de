using System.Security.Authentication;
using CallEvents.ServiceDefaults.Tls;
using RabbitMQ.Client.Exceptions;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>Why there is no connection to the broker, in the words of an operator.</summary>
internal static class BrokerFailure
{
    /// <summary>In one line, and the same one as long as the reasons are the same: the client asks the nodes in a random order.</summary>
    /// <param name="exception">What the client threw.</param>
    /// <param name="address">Whom it tried.</param>
    /// <param name="trusted">Whether a certificate was found good: what failed then is not the broker's part of TLS.</param>
    public static string Of(Exception exception, BrokerAddress address, bool trusted) =>
        exception.InnerException is AggregateException nodes
            ? string.Join("; ", nodes.InnerExceptions.Select(one => Say(one, address, trusted)).Distinct().Order(StringComparer.Ordinal))
            : Say(exception, address, trusted);

    private static string Say(Exception exception, BrokerAddress address, bool trusted)
    {
        var causes = Causes(exception).ToList();
        if (causes.OfType<CertificateRejectedException>().FirstOrDefault() is { } refused)
            return refused.Message;
        if (causes.Any(cause => cause is AuthenticationFailureException))
            return $"the broker does not let {address.UserName} in: see {BrokerOptions.Key}";
        // In TLS 1.3 our side is done before the broker looks at our certificate, and its alert may or may not arrive before the end.
        if (trusted && causes.Any(cause => cause is IOException or AuthenticationException))
            return $"the broker ended the connection at the TLS handshake, as one does that {OurPart(address.Tls)}";
        return $"the broker does not answer: {causes[^1].Message.ReplaceLineEndings(" ")}";
    }

    private static string OurPart(BrokerTls? tls) => tls?.CertFile is { } file
        ? $"refuses the client certificate in {file}"
        : $"demands a client certificate: see certfile and keyfile of {BrokerOptions.Key}";

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException) yield return cause;
    }
}
