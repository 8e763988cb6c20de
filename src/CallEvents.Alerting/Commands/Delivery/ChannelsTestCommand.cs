using System.CommandLine;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Composing;
using CallEvents.Alerting.Setup;
using CallEvents.Alerting.State;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Yaml;
using Spectre.Console;

namespace CallEvents.Alerting.Commands.Delivery;

/// <summary>Sends an alert that is marked as a test.</summary>
internal sealed class ChannelsTestCommand : ServiceCommand
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(30);

    private readonly Argument<string> name = new("NAME") { Description = "The channel's name, as in Channels:<name>." };

    public ChannelsTestCommand()
        : base("test", "Send an alert that is marked as a test. Exit code 1 if the channel does not take it, with its answer.")
    {
        Add(name);
        Examples = ["channels test deals"];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var chosen = context.Value(name)!;
        var channels = context.Get<ChannelSet>();
        if (channels.Find(chosen) is not { } channel)
        {
            string[] known = [.. channels.All.Select(other => other.Name)];
            var hint = NearestName.Find(chosen, known) is { } nearest ? $"; did you mean {nearest}?" : "";
            throw new CommandUsageException("NAME", $"'{Format.Plain(chosen)}'", $"one of {string.Join(", ", known)}{hint}");
        }

        var time = context.Get<TimeProvider>();
        var alert = context.Get<AlertComposer>().ComposeTest(channel.Name);
        var id = AlertIds.Hash("test", channel.Name, time.GetUtcNow().ToString("O"));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.Stopping);
        deadline.CancelAfter(SendTimeout);
        var result = await channel.Sender.SendAsync(new AlertNotification(id, alert), deadline.Token);
        if (result is ChannelResult.Sent)
            await RecordAcceptedAsync(context, channel.Name, time.GetUtcNow().ToUnixTimeMilliseconds());
        return result switch
        {
            ChannelResult.Sent => new Report(channel.Name, IsSent: true, null),
            ChannelResult.Rejected rejected => new Report(channel.Name, IsSent: false, $"rejected: {rejected.Reason}"),
            ChannelResult.Unauthorized unauthorized => new Report(
                channel.Name,
                IsSent: false,
                $"rejects our address or credentials: {unauthorized.Reason}"
            ),
            ChannelResult.Unavailable unavailable => new Report(channel.Name, IsSent: false, $"unavailable: {unavailable.Reason}"),
            var other => throw new InvalidOperationException($"unknown result {other.GetType().Name}"),
        };
    }

    /// <summary>Lets a running service see that the channel accepts again. A missing database is no failure of the test.</summary>
    private static async Task RecordAcceptedAsync(CommandContext context, string channel, long now)
    {
        try
        {
            await AlertFilterOptions.OpenAsync(context);
            await context.Get<ChannelPaces>().RecordAcceptedAsync(channel, now, context.Stopping);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The answer of the channel is what was asked for.
        }
    }

    private sealed record Report(string Channel, bool IsSent, string? Reason) : CommandReport
    {
        public override bool IsWell() => IsSent;

        public override void WriteTo(IAnsiConsole console) =>
            console.WriteLine(IsSent ? $"✓ {Channel}: the test alert was accepted" : $"✗ {Channel}: {Reason}");
    }
}
