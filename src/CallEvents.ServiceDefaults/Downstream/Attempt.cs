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
            return DownstreamResult.Unavailable(UnavailabilityError.Describe(exception)!);
        }
    }
}
