using System.CommandLine;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Commands;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CallEvents.ServiceDefaults.Redrive;

/// <summary>Moves the messages in a subscriber's error queue back to its queue, beside the running service.</summary>
#pragma warning disable CA1010 // The library's base class is enumerable without a type, for initializers only.
public sealed class RedriveCommand : ServiceCommand
#pragma warning restore CA1010
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly Func<IServiceProvider, string> queueOf;
    private readonly Option<string?> call = new("--call") { HelpName = "ID", Description = "Only messages about this call." };
    private readonly Option<string?> reason = new("--reason")
    {
        HelpName = "TEXT",
        Description = "Only messages whose reason contains this text, as --dry-run and the header MT-Fault-Message show it.",
    };
    private readonly Option<bool> skipped = new("--skipped")
    {
        Description = "Move those in <queue>_skipped too: no consumer knew their type.",
    };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Count them by reason, and move none." };

    /// <param name="queueOf">The name of the subscriber's queue, by the settings of its service.</param>
    public RedriveCommand(Func<IServiceProvider, string> queueOf)
        : base("redrive", "Move the messages in <queue>_error back to the queue, to be handled again. The service may run meanwhile.")
    {
        this.queueOf = queueOf;
        Add(call);
        Add(reason);
        Add(skipped);
        Add(dryRun);
        Examples =
        [
            "redrive --dry-run",
            "redrive",
            "redrive --call call_01HX4BQZPK8J2NFRT3WY",
            "redrive --reason \"not prepared\" --skipped",
        ];
    }

    /// <inheritdoc/>
    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var queue = queueOf(context.Services);
        var request = new RedriveRequest(queue, Text(context, call), Text(context, reason), context.Value(dryRun));
        string[] sources = context.Value(skipped) ? [$"{queue}_error", $"{queue}_skipped"] : [$"{queue}_error"];
        await using var connection = await ConnectAsync(context);
        List<RedrivenQueue> redriven = [];
        foreach (var source in sources)
        {
            using var redrive = new QueueRedrive(connection, request, source, context.Get<TimeProvider>(), context.Stopping);
            redriven.Add(await context.Progress.RunWithBarAsync(context.Get<TimeProvider>(), redrive.RunAsync));
            if (redriven[^1].Stopped)
                break;
        }

        return new RedriveReport(queue, request.IsDryRun, redriven);
    }

    private static string? Text(CommandContext context, Option<string?> option) =>
        context.Value(option) is not { } text ? null
        : text.Length > 0 ? text
        : throw new CommandUsageException(option.Name, "nothing", "a text");

    private static async Task<IConnection> ConnectAsync(CommandContext context)
    {
        var address = context.Get<IOptions<BrokerOptions>>().Value.Address;
        var trusted = false;
        var factory = BrokerConnection.FactoryFor(address, $"{context.Root.Name} redrive", () => trusted = true);
        (factory.RequestedConnectionTimeout, factory.ContinuationTimeout) = (Deadline, Deadline);
        try
        {
            return await factory.CreateConnectionAsync(context.Stopping);
        }
        catch (Exception exception)
            when (exception is BrokerUnreachableException or OperationInterruptedException or ConnectFailureException)
        {
            throw new CommandFailedException(BrokerFailure.Of(exception, address, trusted));
        }
    }
}
