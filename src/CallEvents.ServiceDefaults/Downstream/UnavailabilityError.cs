using System.Data.Common;
using System.Net.Sockets;
using CallEvents.ServiceDefaults.Tls;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>Distinguishes exceptions that mean "unavailable now" from those that are about one message.</summary>
public static class UnavailabilityError
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

    /// <summary>Whether the exception means that the downstream, or the service's own database, is unavailable.</summary>
    // The service's own database is a downstream like any other. A violated constraint in it is a bug, and a value that it can never store
    // (U+0000 in an id, a row beyond its limits) is the message's fault: neither is an outage, which would last until the message is gone.
    public static bool IsUnavailable(Exception exception) =>
        exception switch
        {
            SqliteException { SqliteErrorCode: raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH } => false,
            PostgresException { SqlState: ['2', '2' or '3', ..] or ['5', '4', ..] } => false,
            HttpRequestException or TimeoutException or IOException or SocketException or DbException or OperationCanceledException => true,
            { InnerException: { } inner } => IsUnavailable(inner),
            _ => false,
        };
}
