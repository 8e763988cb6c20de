using System.Diagnostics;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.LogCall;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.CrmUpdater;

/// <summary>The CRM updater's activity source.</summary>
internal static class CrmTelemetry
{
    private static readonly ActivitySource Activities = new(TelemetryNames.CrmUpdater);

    /// <summary>
    /// Starts the span of a write to the CRM: a child of the message where there is one, else a span of its own that links to each.
    /// </summary>
    public static Activity? StartUpsert(IReadOnlyList<PendingCall> batch, ICrm crm)
    {
        var messages = batch.SelectMany(call => call.Messages).Select(message => message.Span).Where(span => span != default).ToList();
        var activity = messages is [var only]
            ? Activities.StartActivity("upsert call", ActivityKind.Client, only)
            : Activities.StartActivity(ActivityKind.Client, links: messages.Select(span => new ActivityLink(span)), name: "upsert calls");
        activity?.SetTag("callevents.crm.adapter", crm.Name).SetTag("callevents.crm.batch.size", batch.Count);
        if (batch is [var call])
            activity?.SetTag(TelemetryNames.Workspace, call.Key.Workspace).SetTag(TelemetryNames.CallId, call.Key.CallId);
        return activity;
    }

    /// <summary>Marks the span as failed when the CRM did not take all writes.</summary>
    public static void Record(Activity? upsert, IReadOnlyList<WriteResult> results)
    {
        if (results.FirstOrDefault(result => result is not (WriteResult.Written or WriteResult.Gone)) is { } failed)
            upsert?.SetFailed(failed.GetType().Name);
    }
}
