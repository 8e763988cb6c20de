using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace CallEvents.Poller.Workspaces;

/// <summary>What an operator can see of each workspace, gathered in one place for health, metrics and live views.</summary>
internal sealed class PollerStatus(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, WorkspaceStatus> workspaces = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<WorkspaceStatus> Workspaces => [.. workspaces.Values];

    public WorkspaceStatus Of(string workspace) => workspaces.GetOrAdd(workspace, name => new WorkspaceStatus(name, time));

    public IEnumerable<Measurement<double>> Measure(Func<WorkspaceStatus, double?> value) =>
        from workspace in workspaces.Values
        let measured = value(workspace)
        where measured is not null
        select new Measurement<double>(measured.Value, new KeyValuePair<string, object?>("callevents.workspace", workspace.Name));

    public IEnumerable<Measurement<long>> MeasureOutboxPending() =>
        from workspace in workspaces.Values
        where workspace.LeaseHeld
        from due in workspace.OutboxPending.ByType()
        select new Measurement<long>(due.Value, new("callevents.workspace", workspace.Name), new("callevents.type", due.Key.ToString()));
}
