using CallEvents.ServiceDefaults.Downstream;

namespace CallEvents.CrmUpdater.Crm;

/// <summary>Translates what a CRM answers into what its circuit understands.</summary>
internal static class CrmFailures
{
    public static DownstreamResult ToDownstream(this WriteResult.Failure failure) =>
        failure switch
        {
            WriteResult.Unauthorized unauthorized => DownstreamResult.Unauthorized(unauthorized.Reason, unauthorized.Delay),
            WriteResult.NotPrepared unprepared => DownstreamResult.NotPrepared(unprepared.Reason),
            WriteResult.Unavailable away => DownstreamResult.Unavailable(away.Reason, away.Delay, away.IsSuspect),
            _ => throw new NotSupportedException($"unsupported failure {failure.GetType().Name}"),
        };

    /// <summary>The CRM's probe, as its circuit runs it.</summary>
    public static async Task<DownstreamResult> ProbeForCircuitAsync(this ICrm crm, CancellationToken cancellationToken)
    {
        try
        {
            await crm.ProbeAsync(cancellationToken);
            return DownstreamResult.Completed;
        }
        catch (CrmFailureException exception)
        {
            return exception.Failure.ToDownstream();
        }
    }

    public static DownstreamResult ToDownstream(this WriteResult result, string crm, string callId) =>
        result switch
        {
            WriteResult.Written or WriteResult.Gone => DownstreamResult.Completed,
            WriteResult.Busy busy => DownstreamResult.Busy($"{crm} rejects call {callId}: {busy.Reason}", busy.MaxTries),
            WriteResult.Rejected rejected => DownstreamResult.Rejected($"{crm} rejects call {callId}: {rejected.Reason}", rejected.Code),
            WriteResult.Failure failure => failure.ToDownstream(),
            _ => DownstreamResult.NotTried,
        };
}
