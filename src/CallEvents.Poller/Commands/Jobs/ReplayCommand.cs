using System.CommandLine;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Commands.Reading;
using CallEvents.Poller.Jobs;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Jobs;

/// <summary>Publishes calls again.</summary>
internal sealed class ReplayCommand : ServiceCommand
{
    private const int MaxUnasked = 1_000;

    private readonly Option<DateTimeOffset?> from = CommandOptions.Instant("--from", "The first creation time of the calls.");
    private readonly Option<DateTimeOffset?> to = CommandOptions.Instant("--to", "Their last creation time (default: now).");
    private readonly Option<string?> ids = new("--ids")
    {
        HelpName = "FILE",
        Description = "A file with the ids of the calls: lines, CSV or JSON lines; - for stdin.",
    };
    private readonly Option<string[]> types = Several("--type", "TYPE", $"Only these events: {string.Join(", ", ReplayOrder.Repeatable)}.");
    private readonly Option<string[]> outcomes = Several(
        "--outcome",
        "OUTCOME",
        $"Only calls with these outcomes; {CallFilter.NoOutcome} for none."
    );
    private readonly Option<string[]> reps = Several("--rep", "ID", "Only calls of these reps.");
    private readonly Option<string?> queue = new("--queue")
    {
        HelpName = "NAME",
        Description = "Only this queue gets the messages (default: all subscribers).",
    };
    private readonly ReplayRunOptions run = new();

    public ReplayCommand()
        : base("replay", "Publish calls again, with the origin replay: from the API, behind all other work, to everyone or to one queue.")
    {
        Add(from);
        Add(to);
        Add(ids);
        Add(types);
        Add(outcomes);
        Add(reps);
        Add(queue);
        Add(run.Workspace);
        Add(run.Yes);
        Add(run.Detach);
        Add(new ReplayListCommand());
        Add(new JobStopCommand("Stop a replay. Its events that are not sent yet are deleted.", JobKind.Replay));
        Examples =
        [
            "replay --from 2026-03-14 --to 2026-03-15",
            "replay --from 2026-03-14 --queue billing-count-minutes --type CallTranscribed",
            "replay --ids missed.txt --queue billing-count-minutes",
            "replay list",
            "replay stop 7",
        ];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var follower = new JobFollower(context);
        var (after, before, listed) = Select(context, follower.Now);
        var repeated = Types(context);
        var workspace = await follower.WorkspaceAsync(context.Value(run.Workspace));
        if (after < workspace.StartFrom)
            context.Progress.Say(
                $"Calls created before the workspace's start, {Format.Instant(workspace.StartFrom)}, are left out: see backfill --from"
            );

        var job = new JobRow
        {
            Workspace = workspace.Name,
            Kind = JobKind.Replay,
            CreatedAt = follower.Now,
            From = after,
            To = before,
            Calls = listed,
            Types = ReplayTypes.Format(repeated),
            Outcomes = CallFilter.Join(context.Value(outcomes) ?? []),
            Reps = CallFilter.Join(context.Value(reps) ?? []),
            Queue = context.Value(queue),
        };
        var estimate = await context.Get<ReplayReader>().EstimateAsync(job, context.Stopping);
        var receivers = job.Queue is { } name ? $"to the queue {name}" : "to every subscriber";
        var question = $"Publish about {Format.Number(estimate.Events)} events again, {receivers}?";
        if (estimate.Events > MaxUnasked && !context.Progress.Confirm(question, context.Value(run.Yes)))
            throw new CommandFailedException("replay: not begun");
        job.Total = listed is null ? estimate.Calls : CallFilter.Split(listed).Count;
        return await follower.AddAsync(job, context.Value(run.Detach));
    }

    private (DateTimeOffset? From, DateTimeOffset? To, string? Ids) Select(CommandContext context, DateTimeOffset now)
    {
        if (context.Value(queue) is { } name && string.IsNullOrWhiteSpace(name))
            throw new CommandUsageException("--queue", "nothing", "the name of a queue");
        if (context.Value(ids) is { } file)
        {
            if (context.IsGiven(from) || context.IsGiven(to))
                throw new CommandUsageException("--ids", "--from or --to beside it", "either ids or a window");

            var listed = new CallIdList(ids.Name).Read(file, context.Input);
            return listed.Count > 0
                ? (null, null, CallFilter.Join(listed))
                : throw new CommandUsageException(ids.Name, $"no id in '{file}'", "the ids of calls");
        }

        if (context.Value(from) is not { } after)
            throw new CommandUsageException("--from", "nothing", "the first creation time, or --ids");
        var before = context.Value(to) is { } end && end < now ? end : now;
        return after < before
            ? (after, before, null)
            : throw new CommandUsageException("--from", $"'{Format.Instant(after)}'", $"an instant before {Format.Instant(before)}");
    }

    private List<CallEventType> Types(CommandContext context)
    {
        var names = ReplayOrder.Repeatable.Select(type => type.ToString()).ToList();
        return (context.Value(types) ?? []).Select(Parse).ToList();

        CallEventType Parse(string found) =>
            names.FindIndex(name => name.Equals(found, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index
                ? ReplayOrder.Repeatable[index]
                : throw new CommandUsageException("--type", $"'{found}'", CommandOptions.OneOf(names));
    }

    private static Option<string[]> Several(string name, string helpName, string description) =>
        new(name)
        {
            HelpName = helpName,
            Description = description,
            AllowMultipleArgumentsPerToken = true,
        };

    /// <summary>The options about the command itself.</summary>
    private sealed class ReplayRunOptions
    {
        public Option<string?> Workspace { get; } = CommonOptions.SingleWorkspace();

        public Option<bool> Yes { get; } = CommandOptions.Yes();

        public Option<bool> Detach { get; } = JobFollower.Detach();
    }
}
