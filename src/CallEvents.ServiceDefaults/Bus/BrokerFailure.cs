using System.Security.Authentication;
using CallEvents.ServiceDefaults.Tls;
using RabbitMQ.Client.Exceptions;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>Describes why there is no connection to the broker, for an operator.</summary>
internal static class BrokerFailure
{
    /// <summary>One line, which stays the same while the reasons do: the client tries the nodes in random order.</summary>
    /// <param name="exception">The client's exception.</param>
    /// <param name="address">The address it tried.</param>
    /// <param name="trusted">Whether the broker's certificate was accepted: a later TLS failure is then about ours.</param>
    public static string Of(Exception exception, BrokerAddress address, bool trusted) =>
        exception.InnerException is AggregateException nodes
            ? string.Join(
                "; ",
                nodes.InnerExceptions.Select(one => Describe(one, address, trusted)).Distinct().Order(StringComparer.Ordinal)
            )
            : Describe(exception, address, trusted);

    private static string Describe(Exception exception, BrokerAddress address, bool trusted)
    {
        var causes = Causes(exception).ToList();
        if (causes.OfType<CertificateRejectedException>().FirstOrDefault() is { } refused)
            return refused.Message;
        if (causes.Any(cause => cause is AuthenticationFailureException))
            return $"the broker rejects the credentials of {address.UserName}: see {BrokerOptions.Key}";
        // In TLS 1.3 the handshake ends on our side before the broker checks our certificate; its alert may or may not arrive before it
        // closes.
        if (trusted && causes.Any(cause => cause is IOException or AuthenticationException))
            return $"the broker ended the connection at the TLS handshake, as it does when it {OurPart(address.Tls)}";
        return $"the broker is unreachable: {causes[^1].Message.ReplaceLineEndings(" ")}";
    }

    private static string OurPart(BrokerTls? tls) =>
        tls?.CertFile is { } file
            ? $"rejects the client certificate in {file}"
            : $"requires a client certificate: see certfile and keyfile of {BrokerOptions.Key}";

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
