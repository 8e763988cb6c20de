using CallEvents.Poller.Commands.Reading;
using CallEvents.Poller.Status;
using CallEvents.Poller.Status.Reports;
using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.Poller.Commands;

/// <summary>Prints what the status page shows, from the ledger: no poller needs to run.</summary>
internal sealed class StatusCommand : ServiceCommand
{
    public StatusCommand()
        : base("status", "Print the state of all workspaces, as the status page shows it. Exit code 1 when one has a problem.") =>
        Examples = ["status", "status --json"];

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        await context.RequireLedgerAsync();
        return new Report(
            await context.Get<StatusReader>().ReadAsync(LedgerRead.CommandDeadline, context.Stopping) with
            {
                AnsweredBy = null,
            }
        );
    }

    private sealed record Report(StatusReport Status) : CommandReport
    {
        private DateTimeOffset Now => Status.GeneratedAt;

        public override bool IsWell() => Status.State < StateLevel.Problem;

        public override string ToJson() => StatusJson.Of(Status);

        public override void WriteTo(IAnsiConsole console)
        {
            if (Status.Problem is { } problem)
                console.WriteLine($"▲ {problem}");
            else if (Status.Workspaces.Count == 0)
                console.WriteLine("The ledger has no workspace yet");
            foreach (var workspace in Status.Workspaces)
                Write(console, workspace);
            if (Status.LatestEvents.Count > 0)
                console.Write(EventTable());
            if (Status.Replicas.Count > 0)
                console.Write(ReplicaTable());
        }

        private void Write(IAnsiConsole console, WorkspaceReport workspace)
        {
            console.Write(new Text(workspace.Name, new Style(decoration: Decoration.Bold)));
            console.WriteLine();
            foreach (var state in workspace.States)
                console.WriteLine($"  {(state.Level == StateLevel.Ok ? "OK" : state.Level.ToString())}: {state.Sentence}");
            var grid = new Grid().AddColumn(new GridColumn().PadLeft(2).NoWrap()).AddColumn();
            Row("Watermark", Describe(workspace.Watermark));
            Row("Lag", StatusText.Duration(TimeSpan.FromSeconds(workspace.LagSeconds)));
            Row("Held by", workspace.Holder ?? "no replica");
            Row("Calls", workspace.Calls is { } calls ? StatusText.Count(calls) : "–");
            Row("Last poll", Describe(workspace.LastProgressAt));
            Row("Backfill", Backfill(workspace.Backfill));
            Row("Events to publish", Join(workspace.Outbox.Select(type => $"{StatusText.Count(type.Pending)} {type.Type}")));
            Row("Pending transcripts", Transcripts(workspace.Transcripts));
            Row("Last hour", LastHour(workspace.LastHour));
            Row(
                "Lanes",
                Join(workspace.Lanes.Where(lane => lane is not { PendingEvents: 0, DueChecks: 0, PlannedChecks: 0 }).Select(Lane))
            );
            Row("Re-reads", Join(workspace.Rereads.Select(Reread)));
            Row("Arrival delay", Join(Bars(workspace.Arrivals.Delays)));
            Row("Late calls", $"{StatusText.Count(workspace.Arrivals.Late)} in 24 hours");
            Row("Parked", Join(workspace.Parked.Items.Select(item => StatusText.Plain($"{item.Key}: {item.Error}"))));
            Row("Gaps", Join(workspace.Gaps.Items.Select(gap => $"{StatusText.Iso(gap.From)} to {StatusText.Iso(gap.To)}: {gap.Error}")));
            Row("Jobs", Join(workspace.Jobs.Items.Select(Job)));
            console.Write(grid);
            console.WriteLine();

            void Row(string name, string value) => grid.AddRow(new Text(name), new Text(value));
        }

        private Table EventTable()
        {
            var table = new Table().Border(TableBorder.Simple).AddColumns("Observed", "Event", "Call", "Origin", "State");
            foreach (var one in Status.LatestEvents)
            {
                string[] cells = [Describe(one.ObservedAt), one.Type, StatusText.Plain(one.CallId), one.Origin, one.State];
                table.AddRow(cells.Select(cell => new Text(cell)));
            }

            return table;
        }

        private Table ReplicaTable()
        {
            var table = new Table().Border(TableBorder.Simple).AddColumns("Replica", "State", "Works on", "Stands by for");
            foreach (var replica in Status.Replicas)
            {
                var state = replica.IsAlive ? "alive" : "gone";
                table.AddRow(new Text(replica.Name), new Text(state), new Text(Join(replica.Holds)), new Text(Join(replica.StandsBy)));
            }

            return table;
        }

        private string Describe(DateTimeOffset? time) =>
            time is { } at ? $"{StatusText.Relative(at, Now)} ({StatusText.Time(at, Now)})" : "–";

        private static string Backfill(BackfillReport backfill) =>
            backfill.SecondsLeft is { } left
                ? $"{StatusText.Percent(backfill.Ratio)}, {StatusText.Estimate(TimeSpan.FromSeconds(left))} left"
                : StatusText.Percent(backfill.Ratio);

        private string Transcripts(TranscriptsReport transcripts) =>
            transcripts.OldestAt is { } oldest
                ? $"{StatusText.Count(transcripts.Pending)}, oldest {StatusText.Duration(Now - oldest)}: {Join(Bars(transcripts.Ages))}"
                : "none";

        private static string Lane(LaneReport lane) =>
            $"{lane.Name}: {StatusText.Count(lane.PendingEvents, "event")} pending, {StatusText.Count(lane.DueChecks, "check")} due, "
            + $"{StatusText.Count(lane.PlannedChecks)} planned";

        private string Reread(RereadReport window) =>
            (window.DepthSeconds is { } depth ? $"last {StatusText.Duration(TimeSpan.FromSeconds(depth))}: " : "")
            + StatusText.Relative(window.LastStart, Now);

        private static string Job(JobReport job) =>
            StatusText.Plain(
                $"{job.Kind} {job.Id}: {job.State}"
                    + (job.StartedAt is null ? "" : $", {StatusText.Progress(job)}")
                    + (job.Error is { } error ? $", {error}" : "")
            );

        private static IEnumerable<string> Bars(IEnumerable<BucketReport> buckets) =>
            buckets.Where(bucket => bucket.Count > 0).Select(bucket => $"{StatusText.Count(bucket.Count)} {bucket.Label}");

        private static string LastHour(LastHourReport hour) =>
            $"{StatusText.Count(hour.Calls.Sum(), "call")} discovered, {StatusText.Count(hour.Events.Sum(), "event")} published";

        private static string Join(IEnumerable<string> parts) => string.Join(", ", parts) is { Length: > 0 } text ? text : "none";
    }
}
