using System.Data.Common;
using CallEvents.ServiceDefaults.Tls;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CallEvents.ServiceDefaults.Database;

/// <summary>Distinguishes database outages from bugs: an outage is one line in the log, not a stack trace for each loop.</summary>
public static class TransientDatabaseError
{
    /// <summary>The error of the database, or of the connection to it; null when the exception is about something else.</summary>
    public static string? Describe(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is DbException { IsTransient: true } or TimeoutException or CertificateRejectedException || IsState(cause))
                return cause.Message.ReplaceLineEndings(" ");
        }

        return null;
    }

    // Microsoft.Data.Sqlite calls no error transient. A full disk, a locked or read-only file are states that an operator ends.
    private static bool IsState(Exception cause) =>
        cause
            is SqliteException
            {
                SqliteErrorCode: raw.SQLITE_FULL
                    or raw.SQLITE_IOERR
                    or raw.SQLITE_BUSY
                    or raw.SQLITE_LOCKED
                    or raw.SQLITE_READONLY
                    or raw.SQLITE_CANTOPEN
            };
}
