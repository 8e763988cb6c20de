using System.CommandLine;
using CallEvents.Poller.Commands.Reading;
using CallEvents.Poller.Jobs;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Jobs;

/// <summary>Lists jobs, or shows one until it ends.</summary>
internal sealed class JobsCommand : ServiceCommand
{
    private const int Newest = 50;

    private readonly Argument<long?> id = new("ID") { Description = "The job to show until it ends.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> workspace = CommonOptions.Workspace();
    private readonly Option<bool> detach = JobFollower.Detach();

    public JobsCommand()
        : base("jobs", "List the jobs that commands have written, or show the progress of one.")
    {
        Add(id);
        Add(workspace);
        Add(detach);
        Add(new JobStopCommand("Stop a job. What it has done stays; events of a replay that are not sent yet are deleted.", kind: null));
        Examples = ["jobs", "jobs 7", "jobs stop 7"];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        if (context.Value(id) is not { } one)
            return await ListAsync(context, context.Value(workspace), kind: null);
        await context.RequireLedgerAsync();
        return await new JobFollower(context).ShowAsync(one, context.Value(detach));
    }

    /// <param name="context">The command.</param>
    /// <param name="workspace">The workspace; null for all.</param>
    /// <param name="kind">The kind of the jobs; null for all.</param>
    public static async Task<CommandReport> ListAsync(CommandContext context, string? workspace, Ledger.Schema.JobKind? kind)
    {
        await context.RequireLedgerAsync();
        var follower = new JobFollower(context);
        var named = workspace is null ? null : (await follower.WorkspaceAsync(workspace)).Name;
        var jobs = await context.Get<JobStore>().ListAsync(named, kind, Newest, context.Stopping);
        return new JobListReport([.. jobs.Select(job => new JobReport(job, follower.Now))]);
    }
}
