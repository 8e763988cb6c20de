using System.CommandLine;
using System.CommandLine.Parsing;
using CallEvents.TestSupport;
using Spectre.Console;

namespace CallEvents.Benchmarks.Throughput;

/// <summary>The command <c>throughput</c>, which compares the poller with the baseline.</summary>
internal static class ThroughputCommand
{
    private static readonly Option<int> Calls = new("--calls") { Description = "Calls per trial.", DefaultValueFactory = _ => 20_000 };

    private static readonly Option<bool> Memory = new("--memory")
    {
        Description = "Run an additional trial with ten times as many calls, to measure memory growth.",
    };

    private static readonly Option<int[]> Latency = new("--latency")
    {
        Description = "Latencies of the API in milliseconds.",
        DefaultValueFactory = _ => [0, 50],
        CustomParser = Split(int.Parse),
    };

    private static readonly Option<string[]> Databases = new("--databases")
    {
        Description = "Databases of the ledger: sqlite, postgresql.",
        DefaultValueFactory = _ => ["sqlite", "postgresql"],
        CustomParser = Split(name => name),
    };

    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "How many times the poller and the baseline run alternately.",
        DefaultValueFactory = _ => 2,
    };

    private static readonly Option<int> Concurrency = new("--concurrency")
    {
        Description = "Concurrent requests, of the poller and of the baseline.",
        DefaultValueFactory = _ => 32,
    };

    private static readonly Option<string> Queue = new("--queue")
    {
        Description = "Type of the subscriber's queue.",
        DefaultValueFactory = _ => "quorum",
    };

    private static readonly Option<Uri?> RabbitMq = new("--rabbitmq")
    {
        Description = "Use this broker instead of starting one.",
        CustomParser = argument => new Uri(argument.Tokens[0].Value),
    };

    private static readonly Option<int> LiveSeconds = new("--live-seconds")
    {
        Description = "Duration of the delivery measurement in seconds; 0 skips it.",
        DefaultValueFactory = _ => 20,
    };

    private static readonly Option<string[]> Settings = new("--set")
    {
        Description = "An additional environment variable of the poller, as NAME=VALUE.",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string> Poller = new("--poller")
    {
        Description = "Measure another build of CallEvents.Poller.dll.",
        DefaultValueFactory = _ => Repository.Program("src/CallEvents.Poller"),
    };

    public static Command Create()
    {
        Queue.AcceptOnlyFromAmong("quorum", "classic");
        var command = new Command("throughput", "Compares the poller with a baseline that has no delivery guarantee.")
        {
            Calls,
            Memory,
            Latency,
            Databases,
            Rounds,
            Concurrency,
            Queue,
            RabbitMq,
            LiveSeconds,
            Settings,
            Poller,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(Parse(parsed), cancellationToken));
        return command;
    }

    private static ThroughputOptions Parse(ParseResult parsed) =>
        new()
        {
            Calls = parsed.GetValue(Calls),
            MemoryCalls = parsed.GetValue(Memory) ? parsed.GetValue(Calls) * 10 : null,
            Latencies = parsed.GetRequiredValue(Latency),
            Databases = parsed.GetRequiredValue(Databases),
            Rounds = parsed.GetValue(Rounds),
            Concurrency = parsed.GetValue(Concurrency),
            QueueType = parsed.GetRequiredValue(Queue),
            RabbitMq = parsed.GetValue(RabbitMq),
            Settings = parsed
                .GetRequiredValue(Settings)
                .Select(setting => setting.Split('=', 2))
                .ToDictionary(pair => pair[0], pair => pair[1]),
            LiveSeconds = parsed.GetValue(LiveSeconds),
            Poller = Path.GetFullPath(parsed.GetRequiredValue(Poller)),
        };

    private static async Task<int> RunAsync(ThroughputOptions options, CancellationToken cancellationToken)
    {
        var console = AnsiConsole.Console;
        console.Profile.Width = Math.Max(console.Profile.Width, 200);
        await using var testBed = await TestBed.CreateAsync(options, cancellationToken);
        var results = await new ThroughputRun(options, testBed, console).RunAsync(cancellationToken);
        ThroughputTable.Write(console, options, results);
        return 0;
    }

    private static Func<ArgumentResult, T[]> Split<T>(Func<string, T> parse) =>
        argument =>
            [
                .. argument
                    .Tokens.SelectMany(token =>
                        token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    )
                    .Select(parse),
            ];
}
