using System.Data.Common;

namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>Runs an operation once. An exception that means "unavailable" becomes a result.</summary>
internal static class Attempt
{
    public static async Task<DownstreamResult> RunAsync(
        Func<CancellationToken, Task<DownstreamResult>> operation,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await operation(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && UnavailabilityError.Describe(exception) is not null)
        {
            var isOwn = exception.GetBaseException() is DbException || exception is DbException;
            return new DownstreamResult.FailedResult(UnavailabilityError.Describe(exception)!, null, OutageKind.Unavailable, IsOwn: isOwn);
        }
    }
}
