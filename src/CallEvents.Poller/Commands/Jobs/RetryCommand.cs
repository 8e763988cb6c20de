using System.CommandLine;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.ServiceDefaults.Commands;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Commands.Jobs;

/// <summary>Retries a parked call or item, or the parked events of a call.</summary>
internal sealed class RetryCommand : ServiceCommand
{
    private readonly Argument<string> id = new("ID")
    {
        Description = "The id of the parked call, or of the call of a parked event, or sha256:… of the parked item.",
    };
    private readonly Option<string?> workspace = CommonOptions.SingleWorkspace();
    private readonly Option<bool> detach = JobFollower.Detach();

    public RetryCommand()
        : base("retry", "Read a parked call or item, or send the parked events of a call, now instead of at the next retry.")
    {
        Add(id);
        Add(workspace);
        Add(detach);
        Examples = ["retry call_01HX4BQZPK8J2NFRT3WY"];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var follower = new JobFollower(context);
        var row = await follower.WorkspaceAsync(context.Value(workspace));
        var key = context.Value(id)!;
        if (!await IsPossibleAsync(context, row.Name, key))
            throw new CommandFailedException($"retry: found '{key}', which is not parked in workspace {row.Name}, expected a parked id");
        var job = new JobRow
        {
            Workspace = row.Name,
            Kind = JobKind.Retry,
            CreatedAt = follower.Now,
            Calls = key,
            Total = 1,
        };
        return await follower.AddAsync(job, context.Value(detach));
    }

    private static async Task<bool> IsPossibleAsync(CommandContext context, string workspace, string key)
    {
        await using var ledger = await context.Get<IDbContextFactory<LedgerDbContext>>().CreateDbContextAsync(context.Stopping);
        if (await ledger.Parked.AnyAsync(parked => parked.Workspace == workspace && parked.Key == key, context.Stopping))
            return true;

        var pending = ledger.Outbox.Pending().Where(row => row.Workspace == workspace && row.CallId == key);
        if (await pending.Oversized(context.Get<PublishingOptions>().MaxBytes).AnyAsync(context.Stopping))
            return true;

        // What the broker refuses is known to the holder. Its list may be cut: then each pending event may be one.
        return await context.Get<HolderReportStore>().ReadAsync(workspace, context.Stopping) is { } report
            && (
                report.RefusedEvents.Any(refused => refused.CallId == key)
                || (report.Refused > report.RefusedEvents.Count && await pending.AnyAsync(context.Stopping))
            );
    }
}
