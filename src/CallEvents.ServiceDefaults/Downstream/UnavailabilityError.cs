using System.Data.Common;
using System.Net.Sockets;
using CallEvents.ServiceDefaults.Tls;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>Distinguishes exceptions that mean "unavailable now" from those that are about one message.</summary>
internal static class UnavailabilityError
{
    /// <summary>
    /// Why the downstream, or the service's own database, is unavailable; null when the exception is about something else.
    /// </summary>
    public static string? Describe(Exception exception)
    {
        if (!IsUnavailable(exception))
            return null;

        // The type alone, unless the message is our own: an exception's message may quote a URL or a body.
        return exception.GetBaseException() is CertificateRejectedException rejected ? rejected.Message : exception.GetType().Name;
    }

    // The service's own database is a downstream like any other; a violated constraint in it is a bug and no outage.
    private static bool IsUnavailable(Exception exception) =>
        exception switch
        {
            SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CONSTRAINT } => false,
            PostgresException { SqlState: ['2', '3', ..] } => false,
            HttpRequestException or TimeoutException or IOException or SocketException or DbException or OperationCanceledException => true,
            { InnerException: { } inner } => IsUnavailable(inner),
            _ => false,
        };
}
