using System.Diagnostics;
using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Diagnostics;

/// <summary>
/// The first spans of the events of one commit: each event has a trace of its own, from the commit that records it, over its publish, to
/// what its subscribers do. A commit that fails leaves none.
/// </summary>
internal sealed class EventTraces : IDisposable
{
    private readonly List<Activity> roots = [];

    /// <summary>Starts the trace of an event.</summary>
    /// <param name="callEvent">The event.</param>
    /// <param name="source">The request that showed it; the first event of a call links to it.</param>
    /// <param name="first">The trace context of the call's first event, which later ones link to; null for the first one.</param>
    /// <returns>The root span; null when nothing listens.</returns>
    public Activity? Start(CallEvent callEvent, Activity? source, string? first)
    {
        if (!PollerTelemetry.Activities.HasListeners())
            return null;

        var ambient = Activity.Current;
        Activity.Current = null;
        var root = PollerTelemetry.Activities.StartActivity(
            $"record {callEvent.Type}",
            ActivityKind.Internal,
            parentContext: default,
            new ActivityTagsCollection
            {
                [PollerTags.WorkspaceKey] = callEvent.Workspace,
                [PollerTags.CallIdKey] = callEvent.CallId,
                [PollerTags.RevisionKey] = callEvent.Revision,
                [PollerTags.OriginKey] = callEvent.Lane.Origin(),
            },
            first is not null ? PollerTelemetry.LinksTo(first)
                : source is not null ? [new ActivityLink(source.Context)]
                : null
        );
        Activity.Current = ambient;
        if (root is null)
            return null;

        roots.Add(root);
        if (source is not null)
            PassTrace.RecordEvent(source, root);
        return root;
    }

    /// <summary>The commit has succeeded.</summary>
    public void End()
    {
        roots.ForEach(root => root.Stop());
        roots.Clear();
    }

    /// <summary>Without <see cref="End"/> the events were not recorded.</summary>
    public void Dispose()
    {
        roots.ForEach(root => root.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded);
        End();
    }
}
