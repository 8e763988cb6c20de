using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Commands.Jobs;

/// <summary>Lists the replays.</summary>
internal sealed class ReplayListCommand : PollerCommand
{
    public ReplayListCommand()
        : base("list", "List the replays.") => Examples = ["replay list"];

    public override Task<CommandReport> RunAsync(CommandContext context) => JobsCommand.ListAsync(context, workspace: null, JobKind.Replay);
}
