using CallEvents.Poller.Workspaces.Loops;

namespace CallEvents.Poller.Workspaces;

/// <summary>The loops that a session runs: all of them, unless the workspace is paused.</summary>
internal sealed class SessionLoops(IEnumerable<IWorkspaceLoop> loops, SessionContext context)
{
    public IEnumerable<IWorkspaceLoop> Active => context.Stored.Row.PausedAt is null ? loops : loops.Where(loop => loop.RunsWhilePaused);
}
