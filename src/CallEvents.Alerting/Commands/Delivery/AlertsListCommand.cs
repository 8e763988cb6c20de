using System.CommandLine;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.State;
using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.Alerting.Commands.Delivery;

/// <summary>Lists alerts of the outbox, without what they say.</summary>
internal sealed class AlertsListCommand : ServiceCommand
{
    private const int DefaultLimit = 50;

    private readonly AlertFilterOptions filter = new();
    private readonly Option<int> limit = new("--limit")
    {
        HelpName = "N",
        Description = "The most that are listed, the newest first.",
        DefaultValueFactory = _ => DefaultLimit,
    };

    public AlertsListCommand()
        : base("list", "List alerts: state, rule, channel, call, and why one is in a digest or was rejected. Never what they say.")
    {
        filter.AddTo(this);
        Add(limit);
        Examples = ["alerts list", "alerts list --state rejected --channel deals", "alerts list --call call_01HX4BQZPK8J2NFRT3WY"];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var chosen = filter.Read(context);
        if (context.Value(limit) < 1)
            throw new CommandUsageException(limit.Name, $"{context.Value(limit)}", "a number from 1");
        var outbox = await AlertFilterOptions.OpenAsync(context);
        var alerts = await outbox.ListAsync(chosen, context.Value(limit), context.Stopping);
        return new Report([.. alerts.Select(Line.Of)]);
    }

    private sealed record Report(IReadOnlyList<Line> Alerts) : CommandReport
    {
        public override void WriteTo(IAnsiConsole console)
        {
            if (Alerts.Count == 0)
            {
                console.WriteLine("No alerts.");
                return;
            }

            var table = new Table().AddColumns("Raised", "State", "Channel", "Severity", "Rule", "Call", "Reason");
            foreach (var alert in Alerts)
            {
                table.AddRow(
                    new Text(Format.Instant(alert.CreatedAt)),
                    new Text(alert.State),
                    new Text(alert.Channel),
                    new Text(alert.Severity),
                    new Text(alert.Rule ?? "(digest)"),
                    new Text(Format.Plain(alert.Call ?? "")),
                    new Text(string.Join(", ", ((string?[])[alert.Reason, Until(alert)]).OfType<string>()))
                );
            }

            console.Write(table);
        }
    }

    private static string? Until(Line alert) =>
        alert.DueAt is { } due && (alert.State == AlertState.Held || alert.Reason is null) ? $"until {Format.Instant(due)}" : null;

    private sealed record Line
    {
        public required string Id { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }

        public required string State { get; init; }

        public required string Channel { get; init; }

        public required string Severity { get; init; }

        public string? Workspace { get; init; }

        public string? Rule { get; init; }

        public string? Call { get; init; }

        public string? Occurrence { get; init; }

        public string? Reason { get; init; }

        public DateTimeOffset? DueAt { get; init; }

        public DateTimeOffset? EndedAt { get; init; }

        public static Line Of(OutboxAlert alert) =>
            new()
            {
                Id = alert.Id,
                CreatedAt = At(alert.CreatedAt),
                State = alert.State,
                Channel = alert.Channel,
                Severity = Severities.NameOf(alert.Severity),
                Workspace = OrNull(alert.Workspace),
                Rule = OrNull(alert.RuleId),
                Call = OrNull(alert.CallId),
                Occurrence = OrNull(alert.Occurrence),
                Reason = OrNull(alert.Reason),
                DueAt = alert.State is AlertState.Pending or AlertState.Held ? At(alert.DueAt) : null,
                EndedAt = alert.EndedAt == 0 ? null : At(alert.EndedAt),
            };

        private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

        private static string? OrNull(string text) => text.Length == 0 ? null : text;
    }
}
