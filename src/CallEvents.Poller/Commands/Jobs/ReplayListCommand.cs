using System.CommandLine;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Jobs;

/// <summary>Lists the replays.</summary>
internal sealed class ReplayListCommand : ServiceCommand
{
    private readonly Option<string?> workspace = CommonOptions.Workspace();

    public ReplayListCommand()
        : base("list", "List the replays.")
    {
        Add(workspace);
        Examples = ["replay list"];
    }

    public override Task<CommandReport> RunAsync(CommandContext context) =>
        JobsCommand.ListAsync(context, context.Value(workspace), JobKind.Replay);
}
