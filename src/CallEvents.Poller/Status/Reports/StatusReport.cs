namespace CallEvents.Poller.Status.Reports;

/// <summary>The state of all workspaces on a ledger, as any replica reports it. Read-only, without personal data.</summary>
public sealed record StatusReport
{
    /// <summary>When it was read, UTC.</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>The replica that answers; null when a command reads the ledger.</summary>
    public required string? AnsweredBy { get; init; }

    /// <summary>The version of the poller that answers.</summary>
    public required string Version { get; init; }

    /// <summary>The worst state of all workspaces and of the ledger.</summary>
    public required StateLevel State { get; init; }

    /// <summary>Why the ledger cannot be read; null when it can. The lists are empty then.</summary>
    public string? Problem { get; init; }

    /// <summary>The workspaces, by name.</summary>
    public IReadOnlyList<WorkspaceReport> Workspaces { get; init; } = [];

    /// <summary>The replicas, those that are alive first.</summary>
    public IReadOnlyList<ReplicaReport> Replicas { get; init; } = [];

    /// <summary>The events recorded last in any workspace, newest first.</summary>
    public IReadOnlyList<EventReport> LatestEvents { get; init; } = [];
}

/// <summary>How a state is to be taken.</summary>
public enum StateLevel
{
    /// <summary>Up to date, nothing to do.</summary>
    Ok,

    /// <summary>Not up to date yet, and getting there.</summary>
    Working,

    /// <summary>Waits for something that ends without anybody's help.</summary>
    Waiting,

    /// <summary>An operator should look at it.</summary>
    Problem,
}

/// <summary>A state of a workspace.</summary>
/// <param name="Level">How it is to be taken.</param>
/// <param name="Code">Its name, such as <c>upToDate</c>; <c>docs/status-page.md</c> lists all.</param>
/// <param name="Sentence">One sentence for people, without a full stop.</param>
public sealed record StateReport(StateLevel Level, string Code, string Sentence)
{
    /// <summary>When it began; null when that is not known.</summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>A poller that shares the ledger.</summary>
/// <param name="Name">The name under which it holds leases: machine, process, random.</param>
/// <param name="IsAlive">Whether its heartbeat is recent. One that was killed is listed for an hour.</param>
/// <param name="IsThis">Whether it gives this answer.</param>
/// <param name="Holds">The workspaces that it works on now.</param>
/// <param name="StandsBy">The workspaces that it could take over.</param>
public sealed record ReplicaReport(string Name, bool IsAlive, bool IsThis, IReadOnlyList<string> Holds, IReadOnlyList<string> StandsBy);
