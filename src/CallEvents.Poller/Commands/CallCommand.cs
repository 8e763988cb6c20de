using System.CommandLine;
using System.Globalization;
using CallEvents.Poller.Commands.Reading;
using CallEvents.Poller.Status;
using CallEvents.Poller.Status.Reports;
using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.Poller.Commands;

/// <summary>Looks a call up in the ledger, as the status page does.</summary>
internal sealed class CallCommand : ServiceCommand
{
    private readonly Argument<string> id = new("id") { HelpName = "ID", Description = "The call's id." };

    public CallCommand()
        : base("call", "Print what was published of a call, when, under which ids, and what comes next. Exit code 1 when it is unknown.")
    {
        Add(id);
        Examples = ["call call_01HX4BQZPK8J2NFRT3WY", "call call_01HX4BQZPK8J2NFRT3WY --json"];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        await context.RequireLedgerAsync();
        return new Report(await context.Get<CallLookup>().FindAsync(context.Value(id)!, LedgerRead.CommandDeadline, context.Stopping));
    }

    private sealed record Report(CallReport Call) : CommandReport
    {
        private DateTimeOffset Now => Call.GeneratedAt;

        public override bool IsWell() => Call.Found.Count > 0;

        public override string ToJson() => StatusJson.Of(Call);

        public override void WriteTo(IAnsiConsole console)
        {
            if (Call.Problem is { } problem)
                console.WriteLine($"▲ {problem}");
            else if (Call.Found.Count == 0)
                console.WriteLine($"{StatusText.Plain(Call.CallId)}: the ledger does not know this call");
            foreach (var found in Call.Found)
                Write(console, found);
        }

        private void Write(IAnsiConsole console, KnownCallReport call)
        {
            console.WriteLine($"{StatusText.Plain(Call.CallId)} in workspace {call.Workspace}: {StatusText.Plain(call.Sentence)}");
            var created = call.CreatedAt is { } at ? StatusText.Iso(at) : "unknown";
            var discovered = call.DiscoveredAt is { } seen ? StatusText.Iso(seen) : "not yet";
            var revision = call.Revision?.ToString(CultureInfo.InvariantCulture) ?? "none";
            console.WriteLine($"  Created {created}, discovered {discovered}, revision {revision}");
            if (call.NextCheckAt is { } next)
                console.WriteLine($"  Next transcript check {StatusText.Relative(next, Now)} ({StatusText.Time(next, Now)})");
            if (call.Events.Count > 0)
                console.Write(EventTable(call.Events));
        }

        private static Table EventTable(IReadOnlyList<EventReport> events)
        {
            var table = new Table()
                .Border(TableBorder.Simple)
                .AddColumns("Event", "State", "Observed", "Settled", "Origin", "Revision", "MessageId", "By replica");
            foreach (var row in events)
            {
                table.AddRow(
                    new Text(row.Type),
                    new Text(row.State),
                    new Text(StatusText.Iso(row.ObservedAt)),
                    new Text(row.SettledAt is { } at ? StatusText.Iso(at) : "–"),
                    new Text(row.Origin),
                    new Text(row.Revision.ToString(CultureInfo.InvariantCulture)),
                    new Text(row.MessageId.ToString()),
                    new Text(row.SettledBy ?? "–")
                );
            }

            return table;
        }
    }
}
