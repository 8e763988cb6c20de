using System.CommandLine;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Jobs;

/// <summary>Pauses or resumes a workspace.</summary>
internal sealed class PauseCommand : ServiceCommand
{
    private readonly JobKind kind;
    private readonly Argument<string?> workspace = new("WORKSPACE")
    {
        Description = "The workspace; may be left out where there is one.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> detach = JobFollower.Detach();

    public PauseCommand(string name, string description, JobKind kind)
        : base(name, description)
    {
        this.kind = kind;
        Add(workspace);
        Add(detach);
        Examples = [name, $"{name} main"];
    }

    public static PauseCommand Pause() =>
        new("pause", "Pause a workspace: no requests and no publishes until it is resumed, across restarts.", JobKind.Pause);

    public static PauseCommand Resume() => new("resume", "Resume a paused workspace where it was.", JobKind.Resume);

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var follower = new JobFollower(context);
        var row = await follower.WorkspaceAsync(context.Value(workspace));
        var job = new JobRow
        {
            Workspace = row.Name,
            Kind = kind,
            CreatedAt = follower.Now,
        };
        return await follower.AddAsync(job, context.Value(detach));
    }
}
