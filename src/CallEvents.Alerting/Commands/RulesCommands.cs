using CallEvents.Alerting.Commands.Backtest;
using CallEvents.Alerting.Commands.Checking;
using CallEvents.Alerting.Commands.Testing;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Rules.Judging;
using CallEvents.Alerting.Rules.Reading;
using CallEvents.Alerting.Setup;
using CallEvents.Alerting.Templates;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Files;
using CallEvents.ServiceDefaults.People;
using Microsoft.Extensions.Options;

namespace CallEvents.Alerting.Commands;

/// <summary>The commands about rules files, by the channels of the settings where there are any.</summary>
internal static class RulesCommands
{
    /// <summary>Creates <c>rules check</c>, <c>rules schema</c>, <c>rules test</c> and <c>rules backtest</c>.</summary>
    public static IReadOnlyList<ServiceCommand> Create() =>
        [
            new RulesCheckCommand(ChecksOf),
            new RulesSchemaCommand(),
            new RulesTestCommand(ReadAsync, HoldOf),
            new BacktestCommand(ReadAsync, SchedulesOf),
        ];

    /// <summary>Reads a rules file that a command line names.</summary>
    public static Task<FileContent<RuleSet>> ReadAsync(string path, CancellationToken stopping) =>
        RulesPath.ReadAsync(path, new() { Message = MessageTemplate.Problems }, stopping);

    /// <summary>Where channels are set up, the settings are those of the service, and what is not among them is not set.</summary>
    private static RulesChecks ChecksOf(CommandContext context) =>
        new()
        {
            Message = MessageTemplate.Problems,
            HasPeople =
                !string.IsNullOrWhiteSpace(context.Get<IOptions<PeopleOptions>>().Value.File) ? true
                : HasChannels(context) ? false
                : null,
            Teams = () => context.Services.GetService<PeopleSource>()?.Current.Teams ?? [],
            Channels = HasChannels(context) ? [.. context.Get<ChannelSet>().All.Select(channel => channel.Name)] : null,
            Examples = rule => ExampleCheck.Run(rule, showsWords: true),
        };

    private static FindHold HoldOf(CommandContext context)
    {
        if (!HasChannels(context))
            return (_, _) => new();
        var (channels, now) = (context.Get<ChannelSet>(), context.Get<TimeProvider>().GetUtcNow());
        return (name, rule) =>
            channels.Find(name) is not { } channel ? new("this channel is not set up")
            : rule.DeliverInDigest ? new(NextDigest: Format.Instant(channel.DigestTime.After(now)))
            : channel.QuietHours.EndOf(now, rule.Severity) is { } end ? new($"quiet hours until {Format.Instant(end)}")
            : new();
    }

    private static Func<string, ChannelSchedule?> SchedulesOf(CommandContext context)
    {
        var channels = context.Get<ChannelSet>();
        return name => channels.Find(name) is { } channel ? new ChannelSchedule(channel.QuietHours.EndOf, channel.DigestTime.After) : null;
    }

    private static bool HasChannels(CommandContext context) =>
        context.Get<IConfiguration>().GetSection(nameof(ChannelSettings.Channels)).GetChildren().Any();
}
