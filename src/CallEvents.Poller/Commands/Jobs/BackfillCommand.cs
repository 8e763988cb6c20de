using System.CommandLine;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.Poller.Commands.Jobs;

/// <summary>Moves the start of a workspace back.</summary>
internal sealed class BackfillCommand : ServiceCommand
{
    private readonly Option<DateTimeOffset?> from = CommandOptions.Instant(
        "--from",
        "The new start: calls created since then are published."
    );
    private readonly Option<string?> workspace = CommonOptions.SingleWorkspace();
    private readonly Option<bool> detach = JobFollower.Detach();

    public BackfillCommand()
        : base("backfill", "Move the start of the workspace back, and publish the calls before it with the origin backfill.")
    {
        from.Required = true;
        Add(from);
        Add(workspace);
        Add(detach);
        Examples = ["backfill --from 2026-01-01"];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var follower = new JobFollower(context);
        var start = context.Value(from)!.Value;
        var row = await follower.WorkspaceAsync(context.Value(workspace));
        if (start >= row.StartFrom)
            return new NothingToDo(row.Name, row.StartFrom);
        var job = new JobRow
        {
            Workspace = row.Name,
            Kind = JobKind.Backfill,
            CreatedAt = follower.Now,
            From = start,
        };
        return await follower.AddAsync(job, context.Value(detach));
    }

    private sealed record NothingToDo(string Workspace, DateTimeOffset StartFrom) : CommandReport
    {
        public override void WriteTo(IAnsiConsole console) =>
            console.Profile.Out.Writer.WriteLine($"Nothing to do: workspace {Workspace} starts at {Format.Instant(StartFrom)}");
    }
}
