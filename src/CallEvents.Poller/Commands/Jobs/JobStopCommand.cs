using System.CommandLine;
using CallEvents.Poller.Commands.Reading;
using CallEvents.Poller.Jobs;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Jobs;

/// <summary>Stops a job, of one kind or any.</summary>
internal sealed class JobStopCommand : ServiceCommand
{
    private readonly JobKind? kind;
    private readonly Argument<long> id = new("ID") { Description = "The job." };
    private readonly Option<bool> detach = JobFollower.Detach();

    public JobStopCommand(string description, JobKind? kind)
        : base("stop", description)
    {
        this.kind = kind;
        Add(id);
        Add(detach);
        Examples = [kind is null ? "jobs stop 7" : "replay stop 7"];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        await context.RequireLedgerAsync();
        var follower = new JobFollower(context);
        var job = await follower.FindAsync(context.Value(id), kind);
        if (!await context.Get<JobStore>().RequestStopAsync(job.Id, context.Stopping))
            throw new CommandFailedException($"Job {job.Id} has ended: {job.State.ToString().ToLowerInvariant()}");
        return await follower.ShowAsync(job.Id, context.Value(detach)) with { IsEndWanted = true };
    }
}
