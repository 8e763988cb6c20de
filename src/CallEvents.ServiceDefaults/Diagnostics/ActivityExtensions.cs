using System.Diagnostics;

namespace CallEvents.ServiceDefaults.Diagnostics;

/// <summary>What all our spans have in common.</summary>
public static class ActivityExtensions
{
    /// <summary>Marks the span as failed, as OpenTelemetry's conventions do.</summary>
    /// <param name="activity">The span.</param>
    /// <param name="errorType">Why, as a value with a bound. Not a message, which may have people's data.</param>
    /// <returns>The span.</returns>
    public static Activity SetFailed(this Activity activity, string? errorType) =>
        activity.SetStatus(ActivityStatusCode.Error).SetTag(TelemetryNames.ErrorType, errorType);
}
