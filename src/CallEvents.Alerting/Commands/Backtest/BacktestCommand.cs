using System.CommandLine;
using System.Globalization;
using CallEvents.Alerting.Commands.Reading;
using CallEvents.Alerting.Rules;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Files;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.Alerting.Commands.Backtest;

/// <summary>Judges past calls by a rules file, as if they were published then.</summary>
internal sealed class BacktestCommand : ServiceCommand
{
    private const double DefaultRate = 2;
    private const int MaxParallelism = 8;
    private static readonly TimeSpan DefaultLength = TimeSpan.FromDays(30);

    private readonly Func<string, CancellationToken, Task<FileContent<RuleSet>>> load;
    private readonly Func<CommandContext, Func<string, ChannelSchedule?>> schedules;

    private readonly Argument<string> file = new("FILE") { Description = "The rules file." };

    private readonly Option<TimeSpan?> last = CommandOptions.Create(
        "--last",
        "TIME",
        "How far back from now, such as 30d or 12h (default: 30d).",
        ParseLength,
        "a time such as 30d or 12h, up to 730d"
    );

    private readonly Option<DateTimeOffset?> from = CommandOptions.Instant(
        "--from",
        "Instead: the oldest creation time, in UTC when it has no offset."
    );
    private readonly Option<DateTimeOffset?> to = CommandOptions.Instant("--to", "The newest creation time (default: now).");

    private readonly Option<string?> against = new("--against")
    {
        HelpName = "OLD.yaml",
        Description = "Another rules file: say which calls would come and go compared with it.",
    };

    private readonly Option<string?> workspace = new("--workspace")
    {
        HelpName = "NAME",
        Description = "The workspace (default: all of Revont:Workspaces).",
    };

    private readonly Option<double?> rate = CommandOptions.Create<double>(
        "--requests-per-second",
        "N",
        "Requests per second for each workspace (default: 2). The poller's own come on top of them.",
        ParseRate,
        "a number from above 0 to 1000"
    );

    private readonly Option<string?> cache = new("--cache")
    {
        HelpName = "DIR",
        Description = "Keep what is read in this directory, for the next run: personal data, for its owner only.",
    };

    private readonly Option<int?> sample = CommandOptions.Create<int>(
        "--sample",
        "N",
        "Judge N calls, chosen by chance, instead of all.",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null,
        "a whole number above 0"
    );

    private readonly Option<bool> showText = new("--show-text") { Description = "Show what was said: personal data." };

    /// <param name="load">Reads the rules file with this name; one that is not there is a wrong use.</param>
    /// <param name="schedules">When the channels of the settings hold alerts back; null for a channel that is none of them.</param>
    public BacktestCommand(
        Func<string, CancellationToken, Task<FileContent<RuleSet>>> load,
        Func<CommandContext, Func<string, ChannelSchedule?>> schedules
    )
        : base("backtest", "Judge past calls by a rules file, as if they were published then. Reads the Revont API, and sends no alert.")
    {
        (this.load, this.schedules) = (load, schedules);
        foreach (var option in (Option[])[last, from, to, against, workspace, rate, cache, sample, showText])
            Add(option);
        Add(file);
        Examples =
        [
            "rules backtest rules.yaml --last 30d --cache ~/revont-calls",
            "rules backtest rules.yaml --against old.yaml --sample 500 --show-text",
        ];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var time = context.Get<TimeProvider>();
        var rules = await LoadAsync(context, context.Value(file)!);
        var old = context.Value(against) is { } other ? await LoadAsync(context, other) : null;
        var workspaces = context.Workspaces(context.Value(workspace));
        var perSecond = context.Value(rate) ?? DefaultRate;
        var (start, end) = Window(context, time.GetUtcNow());
        var request = new BacktestRequest(start, end, context.Value(sample), Math.Clamp((int)Math.Ceiling(perSecond), 2, MaxParallelism));
        var directory = context.Value(cache) is { } path ? CacheDirectory.Open(path) : null;
        var scheduleOf = schedules(context);
        var people = context.Services.GetService<PeopleSource>()?.Current ?? PeopleSet.Empty;

        var findings = new BacktestFindings(Judge(rules), old is null ? null : Judge(old), people, time);
        var sources = workspaces.Select(name => Source(context, name, perSecond, directory, time)).ToList();
        try
        {
            var run = new BacktestRun(sources, request, findings, time);
            await context.Progress.RunWithBarAsync<bool>(
                time,
                async report =>
                {
                    await run.RunAsync(report, context.Stopping);
                    return true;
                }
            );
            context.Progress.Clear();
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
        }

        if (findings is { Judged: 0, Stopped: { } trouble } && !context.Stopping.IsCancellationRequested)
            throw new CommandFailedException(trouble);
        return new BacktestSummary(findings, request, scheduleOf, context.Value(showText)).Create(workspaces);

        PastJudge Judge(RuleSet set) =>
            new(set, (callEvent, rep) => new RuleJudge(callEvent, rep).Judge, showsWords: context.Value(showText));
    }

    private static PastCallSource Source(
        CommandContext context,
        string workspace,
        double perSecond,
        CacheDirectory? directory,
        TimeProvider time
    )
    {
        var part = directory?.Part(workspace, context.Get<RevontOptions>().BaseUrl);
        return new(workspace, CallReader.Create(context, workspace, perSecond), part is null ? null : new(part, time), time);
    }

    private async Task<RuleSet> LoadAsync(CommandContext context, string path)
    {
        var content = await load(path, context.Stopping);
        return content.Value ?? throw new CommandFailedException(string.Join(Environment.NewLine, content.Problems));
    }

    private (DateTimeOffset From, DateTimeOffset To) Window(CommandContext context, DateTimeOffset now)
    {
        if (context.IsGiven(last) && (context.IsGiven(from) || context.IsGiven(to)))
            throw new CommandUsageException(last.Name, "it beside --from or --to", "one of both");
        var end = context.Value(to) ?? now;
        if (end > now)
            throw new CommandUsageException(to.Name, $"'{Format.Instant(end)}'", "a time in the past");
        var start = context.Value(from) ?? end - (context.Value(last) ?? DefaultLength);
        return start < end
            ? (start, end)
            : throw new CommandUsageException(from.Name, $"'{Format.Instant(start)}'", $"a time before {Format.Instant(end)}");
    }

    private static TimeSpan? ParseLength(string text) =>
        text is [.. var digits, 'd' or 'h']
        && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is > 0 and <= 17_520
        && (text[^1] is 'd' ? TimeSpan.FromDays(number) : TimeSpan.FromHours(number)) is var length
        && length <= TimeSpan.FromDays(730)
            ? length
            : null;

    private static double? ParseRate(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1_000
            ? number
            : null;
}
