using CallEvents.CrmUpdater.Crm;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Sends requests to HubSpot, counts them, and logs those that fail with their correlation id.</summary>
internal sealed partial class HubSpotApi(
    HubSpotTransport transport,
    HubSpotReasons reasons,
    CrmRequestMetrics metrics,
    ILogger<HubSpotApi> logger
)
{
    public async Task<HubSpotAnswer> SendAsync(HubSpotRequest request, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(request, cancellationToken);
        metrics.RequestCompleted(HubSpotCrm.AdapterName, request.Operation, answer.Status);
        if (!answer.IsSuccess)
        {
            var reason = reasons.Describe(HubSpotFault.Of(answer));
            Log.RequestFailed(logger, request.Operation, reason);
        }

        return answer;
    }

    /// <summary>Sends a request that must succeed.</summary>
    /// <exception cref="CrmFailureException">HubSpot is unavailable, refuses us, or lacks something.</exception>
    public async Task<HubSpotAnswer> ReadAsync(HubSpotRequest request, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(request, cancellationToken);
        return answer.IsSuccess ? answer : throw new CrmFailureException(reasons.FailureOf(HubSpotFault.Of(answer)));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3040, Level = LogLevel.Information, Message = "HubSpot: {Operation} failed: {Reason}")]
        public static partial void RequestFailed(ILogger logger, string operation, string reason);
    }
}
