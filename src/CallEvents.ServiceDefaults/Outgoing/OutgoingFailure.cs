using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using CallEvents.ServiceDefaults.Tls;

namespace CallEvents.ServiceDefaults.Outgoing;

/// <summary>Describes a failed request without a secret: no path, no text of an exception, no sentence of the server.</summary>
/// <param name="Type">The value of OpenTelemetry's <c>error.type</c>.</param>
/// <param name="Description">For an operator.</param>
public sealed partial record OutgoingFailure(string Type, string Description)
{
    private const string Timeout = "timeout";

    /// <summary>Whether the server took the connection and did not answer in time: the request itself may be the cause.</summary>
    public bool IsTimeout => Type == Timeout;

    /// <summary>Whether we rejected the server's certificate; the description then says why.</summary>
    public bool IsCertificateRejected { get; private init; }

    /// <summary>Why a request got no answer, or not all of it; null for an exception that no network can cause.</summary>
    public static OutgoingFailure? Of(Exception exception)
    {
        OutgoingFailure? found = null;
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            // Our own sentence, and the innermost of the causes.
            if (cause is CertificateRejectedException rejected)
                return new("certificate_rejected", rejected.Message) { IsCertificateRejected = true };
            found ??= OfCause(cause);
        }

        return found ?? (exception is HttpRequestException ? new(exception.GetType().FullName!, exception.GetType().Name) : null);
    }

    /// <summary>Whether no connection was made, so that the request itself cannot be the cause.</summary>
    public static bool IsUnconnected(Exception exception) =>
        exception is HttpRequestException { HttpRequestError: var error }
        && error
            is HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError;

    /// <summary>A status with the server's codes, such as <c>HTTP 403 MISSING_SCOPES</c>.</summary>
    /// <param name="status">The status.</param>
    /// <param name="codes">The codes; any other text among them is left out, since it may repeat what was sent.</param>
    public static string Describe(HttpStatusCode status, params IEnumerable<string?> codes) =>
        string.Join(' ', [$"HTTP {(int)status}", .. codes.Where(IsCode).Distinct()]);

    /// <summary>Whether a text of the server is a code, and so no sentence that may repeat what was sent.</summary>
    public static bool IsCode([NotNullWhen(true)] string? text) => text is not null && Code().IsMatch(text);

    /// <summary>A status with the server's word, such as <c>HTTP 404 no_service</c>: for servers whose codes are in lower case.</summary>
    /// <param name="status">The status.</param>
    /// <param name="word">The word; any other text is left out, since it may repeat what was sent.</param>
    public static string DescribeWord(HttpStatusCode status, string? word) =>
        word is not null && Word().IsMatch(word) ? $"HTTP {(int)status} {word}" : Describe(status);

    private static OutgoingFailure? OfCause(Exception cause) =>
        cause switch
        {
            HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => new(
                "connection_error",
                "connection refused"
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => new(
                "name_resolution_error",
                "DNS lookup failed"
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new(
                "secure_connection_error",
                "TLS handshake failed"
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => new("connection_error", "connection failed"),
            HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => new(
                JsonNamingPolicy.SnakeCaseLower.ConvertName(http.HttpRequestError.ToString()),
                "connection closed or broken"
            ),
            OperationCanceledException or TimeoutException => new(Timeout, Timeout),
            SocketException or IOException => new("connection_error", "connection closed or broken"),
            _ => null,
        };

    [GeneratedRegex(@"\A[A-Z0-9_]{1,100}\z")]
    private static partial Regex Code();

    [GeneratedRegex(@"\A[A-Za-z0-9_]{1,100}\z")]
    private static partial Regex Word();
}
