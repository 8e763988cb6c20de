using System.Data.Common;
using CallEvents.ServiceDefaults.Tls;

namespace CallEvents.Poller.Ledger;

/// <summary>Tells a database that does not answer from a fault of ours: an outage is one line in the log, not a stack for each loop.</summary>
internal static class TransientDatabaseError
{
    /// <summary>What the database, or the way to it, says; null when the exception is about something else.</summary>
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
