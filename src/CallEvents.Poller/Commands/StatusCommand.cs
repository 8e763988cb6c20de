using CallEvents.Poller.Commands.Reading;
using CallEvents.Poller.Status;
using CallEvents.Poller.Status.Reports;
using Spectre.Console;

namespace CallEvents.Poller.Commands;

/// <summary>Prints what the status page shows, from the ledger: no poller needs to run.</summary>
internal sealed class StatusCommand : PollerCommand
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
            Row("Held by", workspace.Holder ?? "no replica");
            Row("Last poll", Describe(workspace.LastProgressAt));
            Row("Backfill", Backfill(workspace.Backfill));
            Row("Events to publish", Join(workspace.Outbox.Select(type => $"{StatusText.Count(type.Pending)} {type.Type}")));
            Row("Pending transcripts", Transcripts(workspace.Transcripts));
            Row("Last hour", LastHour(workspace.LastHour));
            Row("Late calls", $"{StatusText.Count(workspace.Arrivals.Late)} in 24 hours");
            Row("Parked", Join(workspace.Parked.Items.Select(item => StatusText.Plain($"{item.Key}: {item.Error}"))));
            Row("Gaps", Join(workspace.Gaps.Items.Select(gap => $"{StatusText.Iso(gap.From)} to {StatusText.Iso(gap.To)}: {gap.Error}")));
            Row("Jobs", Join(workspace.Jobs.Items.Where(job => job.EndedAt is null).Select(job => $"{job.Kind} {job.Id}: {job.State}")));
            console.Write(grid);
            console.WriteLine();

            void Row(string name, string value) => grid.AddRow(new Text(name), new Text(value));
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
                ? $"{StatusText.Count(transcripts.Pending)}, oldest {StatusText.Duration(Now - oldest)}"
                : "none";

        private static string LastHour(LastHourReport hour) =>
            $"{StatusText.Count(hour.Calls.Sum(), "call")} discovered, {StatusText.Count(hour.Events.Sum(), "event")} published";

        private static string Join(IEnumerable<string> parts) => string.Join(", ", parts) is { Length: > 0 } text ? text : "none";
    }
}
