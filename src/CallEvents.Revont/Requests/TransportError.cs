using System.Net.Sockets;
using System.Text.Json;

namespace CallEvents.Revont.Requests;

/// <summary>Why a request got no response, or not all of it.</summary>
/// <param name="Type">The value of OpenTelemetry's <c>error.type</c>.</param>
/// <param name="Description">For an operator; without addresses and texts of the exception, which may quote a URL.</param>
/// <param name="Bug">The exception, if it is none that a network can cause.</param>
internal sealed record TransportError(string Type, string Description, Exception? Bug = null)
{
    private const string Timeout = "timeout";

    /// <summary>The request has taken longer than it may.</summary>
    public static readonly TransportError Elapsed = new(Timeout, Timeout);

    public bool IsTimeout => Type == Timeout;

    /// <summary>Classifies an exception of the HTTP client.</summary>
    public static TransportError Of(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (OfCause(cause) is { } error)
                return error;
        }

        return new TransportError(exception.GetType().FullName!, $"unexpected {exception.GetType().Name}", exception);
    }

    private static TransportError? OfCause(Exception cause) =>
        cause switch
        {
            OperationCanceledException or TimeoutException => Elapsed,
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => new(
                "name_resolution_error",
                "DNS lookup failed"
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new(
                "secure_connection_error",
                "TLS handshake failed"
            ),
            HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => new(
                "connection_error",
                "connection refused"
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => new("connection_error", "connection failed"),
            HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => new(
                JsonNamingPolicy.SnakeCaseLower.ConvertName(http.HttpRequestError.ToString()),
                "connection closed or broken"
            ),
            SocketException or IOException => new("connection_error", "connection closed or broken"),
            _ => null,
        };
}
