using System.Data.Common;
using CallEvents.ServiceDefaults.Tls;

namespace CallEvents.ServiceDefaults.Database;

/// <summary>Distinguishes database outages from bugs: an outage is one line in the log, not a stack trace for each loop.</summary>
public static class TransientDatabaseError
{
    /// <summary>The error of the database, or of the connection to it; null when the exception is about something else.</summary>
    public static string? Describe(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is DbException { IsTransient: true } or TimeoutException or CertificateRejectedException)
                return cause.Message.ReplaceLineEndings(" ");
        }

        return null;
    }
}
