using System.CommandLine;
using CallEvents.Alerting.State;
using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.Alerting.Commands.Delivery;

/// <summary>Drops alerts that have not been sent.</summary>
internal sealed class AlertsDropCommand : ServiceCommand
{
    private readonly AlertFilterOptions filter = new();
    private readonly Option<bool> yes = CommandOptions.Yes();

    public AlertsDropCommand()
        : base("drop", "Drop alerts that are pending, held, folded or rejected, with their content. They are never sent.")
    {
        filter.AddTo(this);
        Add(yes);
        Examples = ["alerts drop --state pending --channel deals", "alerts drop --rule low-score --yes"];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var chosen = filter.Read(context);
        if (chosen == new AlertFilter())
            throw new CommandUsageException("alerts drop", "no condition", "--state, --rule, --channel or --call");
        var outbox = await AlertFilterOptions.OpenAsync(context);
        if (!context.Progress.Confirm("Drop these alerts for good?", context.Value(yes)))
            return new Report(0);
        return new Report(await outbox.DropAsync(chosen, context.Stopping));
    }

    private sealed record Report(int Dropped) : CommandReport
    {
        public override void WriteTo(IAnsiConsole console) =>
            console.WriteLine(Dropped == 0 ? "No alert was dropped." : $"{Format.Number(Dropped, "alert")} dropped.");
    }
}
