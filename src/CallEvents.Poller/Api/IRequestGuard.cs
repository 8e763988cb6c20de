namespace CallEvents.Poller.Api;

/// <summary>Decides whether requests may be sent for a workspace, and stores what must outlive this process.</summary>
internal interface IRequestGuard
{
    /// <summary>
    /// Called last before each request: a process that was paused resumes in the middle of anything. Throws when the workspace is no
    /// longer this replica's.
    /// </summary>
    void EnsureAllowed();

    /// <summary>Stores a <c>Retry-After</c> from now on, by the database's clock, for the next holder of the workspace.</summary>
    Task StorePauseAsync(TimeSpan delay);
}
