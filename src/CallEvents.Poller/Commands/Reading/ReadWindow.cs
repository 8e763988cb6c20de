using System.CommandLine;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Reading;

/// <summary>The options that choose a closed window of <c>created_at</c>, and at which rate it is read.</summary>
internal sealed class ReadWindow
{
    private static readonly TimeSpan DefaultLength = TimeSpan.FromDays(7);

    /// <summary>By then, nearly all calls are visible.</summary>
    private static readonly TimeSpan DefaultAge = TimeSpan.FromHours(1);

    private readonly Option<DateTimeOffset?> from = CommandOptions.Instant(
        "--from",
        "The oldest creation time, in UTC when it has no offset (default: 7 days before --to)."
    );

    private readonly Option<DateTimeOffset?> to = CommandOptions.Instant("--to", "The newest creation time (default: an hour ago).");

    private readonly Option<double?> rate = Rate();

    public static Option<double?> Rate() =>
        CommandOptions.Create<double>(
            "--rate",
            "N",
            "Requests per second (default: half of Revont:RequestsPerSecond, which the running poller shares).",
            CommonOptions.ParseRate,
            "a number from above 0 to 100000"
        );

    public void AddTo(Command command)
    {
        command.Add(from);
        command.Add(to);
        command.Add(rate);
    }

    public double? RateOf(CommandContext context) => context.Value(rate);

    public (DateTimeOffset From, DateTimeOffset To) Of(CommandContext context)
    {
        var now = context.Get<TimeProvider>().GetUtcNow();
        var end = context.Value(to) ?? now - DefaultAge;
        if (end > now)
            throw new CommandUsageException(to.Name, $"'{Format.Instant(end)}'", "a time in the past: later calls are still to come");
        var start = context.Value(from) ?? end - DefaultLength;
        return start < end
            ? (start, end)
            : throw new CommandUsageException(from.Name, $"'{Format.Instant(start)}'", $"a time before {Format.Instant(end)}");
    }
}
