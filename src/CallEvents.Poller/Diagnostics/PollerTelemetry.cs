using System.Diagnostics;

namespace CallEvents.Poller.Diagnostics;

/// <summary>The poller's meter and activity source.</summary>
internal static class PollerTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "CallEvents.Poller";

    public static readonly ActivitySource Activities = new(Name);

    /// <summary>Starts the span of a pass over one workspace.</summary>
    public static Activity? StartPass(string name, string workspace) =>
        Activities.StartActivity(name)?.SetTag(PollerTags.WorkspaceKey, workspace);
}
