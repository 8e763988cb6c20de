using System.Diagnostics;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.CrmUpdater;

/// <summary>The CRM updater's activity source.</summary>
internal static class CrmTelemetry
{
    private static readonly ActivitySource Activities = new(TelemetryNames.CrmUpdater);

    /// <summary>Starts the span of a write to the CRM.</summary>
    public static Activity? StartUpsert(CrmCall call, ICrm crm) =>
        Activities
            .StartActivity("upsert call", ActivityKind.Client)
            ?.SetTag(TelemetryNames.Workspace, call.Workspace)
            .SetTag(TelemetryNames.CallId, call.CallId)
            .SetTag("callevents.crm.adapter", crm.Name);

    /// <summary>Marks the span as failed when the CRM did not take the write.</summary>
    public static CrmResult Record(Activity? upsert, CrmResult result)
    {
        if (result is not CrmResult.Written)
            upsert?.SetFailed(result.GetType().Name);
        return result;
    }
}
