using System.CommandLine;
using System.CommandLine.Parsing;
using CallEvents.TestSupport;
using Spectre.Console;

namespace CallEvents.Benchmarks.Race;

/// <summary>The command <c>race</c>: its options, and what is made of them.</summary>
internal static class RaceCommand
{
    public static Command Create()
    {
        var calls = new Option<int>("--calls") { Description = "Calls in a heat.", DefaultValueFactory = _ => 20_000 };
        var memory = new Option<bool>("--memory") { Description = "Also a heat of ten times as many calls, to see whether memory grows." };
        var latency = new Option<int[]>("--latency") { Description = "The API's latencies in milliseconds.", DefaultValueFactory = _ => [0, 50], CustomParser = Split(int.Parse) };
        var databases = new Option<string[]>("--databases") { Description = "Of sqlite and postgresql.", DefaultValueFactory = _ => ["sqlite", "postgresql"], CustomParser = Split(name => name) };
        var rounds = new Option<int>("--rounds") { Description = "How often both run, in turns.", DefaultValueFactory = _ => 2 };
        var concurrency = new Option<int>("--concurrency") { Description = "Requests at once, for both.", DefaultValueFactory = _ => 32 };
        var queue = new Option<string>("--queue") { Description = "The type of the subscriber's queue.", DefaultValueFactory = _ => "quorum" };
        queue.AcceptOnlyFromAmong("quorum", "classic");
        var rabbitMq = new Option<Uri?>("--rabbitmq") { CustomParser = argument => new Uri(argument.Tokens[0].Value), Description = "A broker to use instead of a fresh one." };
        var live = new Option<int>("--live-seconds") { Description = "How long calls arrive for the measure of delivery; 0 leaves it out.", DefaultValueFactory = _ => 20 };
        var settings = new Option<string[]>("--set") { Description = "A further setting of the poller, as NAME=VALUE of its environment.", DefaultValueFactory = _ => [] };
        var poller = new Option<string>("--poller")
        {
            Description = "The poller's CallEvents.Poller.dll, to race another build.",
            DefaultValueFactory = _ => Path.Combine(
                Repository.Root, "src", "CallEvents.Poller", Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "CallEvents.Benchmarks"), AppContext.BaseDirectory), "CallEvents.Poller.dll"),
        };
        var command = new Command("race", "Races the poller against a bare loop that does the same job with no safety at all.")
        {
            calls, memory, latency, databases, rounds, concurrency, queue, rabbitMq, live, settings, poller,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new RaceOptions
            {
                Calls = parsed.GetValue(calls),
                MemoryCalls = parsed.GetValue(memory) ? parsed.GetValue(calls) * 10 : null,
                Latencies = parsed.GetRequiredValue(latency),
                Databases = parsed.GetRequiredValue(databases),
                Rounds = parsed.GetValue(rounds),
                Concurrency = parsed.GetValue(concurrency),
                QueueType = parsed.GetRequiredValue(queue),
                RabbitMq = parsed.GetValue(rabbitMq),
                Settings = parsed.GetRequiredValue(settings).Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]),
                LiveSeconds = parsed.GetValue(live),
                Poller = Path.GetFullPath(parsed.GetRequiredValue(poller)),
            },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(RaceOptions options, CancellationToken cancellationToken)
    {
        var console = AnsiConsole.Console;
        console.Profile.Width = Math.Max(console.Profile.Width, 200);
        await using var track = await Track.OpenAsync(options, cancellationToken);
        var results = await new RaceRun(options, track, console).RunAsync(cancellationToken);
        RaceTable.Write(console, options, results);
        return 0;
    }

    private static Func<ArgumentResult, T[]> Split<T>(Func<string, T> read) =>
        argument => [.. argument.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(read)];
}
