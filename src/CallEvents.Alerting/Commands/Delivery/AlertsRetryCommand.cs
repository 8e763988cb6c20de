using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.Alerting.Commands.Delivery;

/// <summary>Sends rejected alerts again.</summary>
internal sealed class AlertsRetryCommand : ServiceCommand
{
    private readonly AlertFilterOptions filter = new();

    public AlertsRetryCommand()
        : base("retry", "Send rejected alerts again, as far as their content is kept (Alerting:KeepContent): the running service does.")
    {
        filter.AddTo(this);
        Examples = ["alerts retry --channel deals", "alerts retry --rule deal-lost --call call_01HX4BQZPK8J2NFRT3WY"];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var chosen = filter.Read(context);
        var outbox = await AlertFilterOptions.OpenAsync(context);
        return new Report(await outbox.RetryAsync(chosen, context.Stopping));
    }

    private sealed record Report(int Retried) : CommandReport
    {
        public override void WriteTo(IAnsiConsole console) =>
            console.WriteLine(
                Retried == 0 ? "No rejected alert whose content is kept." : $"{Format.Number(Retried, "alert")} will be sent again."
            );
    }
}
