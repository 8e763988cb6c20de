using System.CommandLine;
using System.Globalization;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;
using Spectre.Console;

namespace CallEvents.Benchmarks.Alerting;

/// <summary>The command <c>alerting</c>, which compares alerting by many rules with alerting by its built-in rule.</summary>
internal static class AlertingCommand
{
    private const int Rules = 20;

    public static Command Create()
    {
        var calls = new Option<int>("--calls")
        {
            Description = "How many calls, each with CallRecorded and CallTranscribed.",
            DefaultValueFactory = _ => 10_000,
        };
        var rounds = new Option<int>("--rounds") { Description = "How many times both run, in turn.", DefaultValueFactory = _ => 2 };
        var command = new Command("alerting", "Measures how many events per second alerting takes, with its built-in rule and with twenty.")
        {
            calls,
            rounds,
        };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(calls), parsed.GetValue(rounds), stop));
        return command;
    }

    private static async Task<int> RunAsync(int calls, int rounds, CancellationToken cancellationToken)
    {
        await using var broker = new RabbitMqServer();
        var messages = await AlertingMessages.FromSimulatorAsync(cancellationToken);
        var file = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "rules.example.yaml"), cancellationToken);
        (string Name, string? Text)[] files = [("built-in", null), ($"{Rules} rules", RepeatedRules.Of(file, Rules))];
        Dictionary<string, List<AlertingResult>> results = files.ToDictionary(rules => rules.Name, _ => new List<AlertingResult>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, text) in files)
                results[name].Add(await new AlertingRun(broker, messages, calls).RunAsync(text, cancellationToken));
        }

        var table = new Table().MarkdownBorder().AddColumns("rules", "events/s", "processor time per event", "alerts", "peak memory");
        foreach (var (name, trials) in results)
        {
            table.AddRow(
                name,
                Invariant($"{Statistics.Median(trials.Select(trial => trial.EventsPerSecond)):N0}"),
                Invariant($"{Statistics.Median(trials.Select(trial => trial.ProcessorMilliseconds)):0.00} ms"),
                Invariant($"{trials[0].Alerts:N0}"),
                Invariant($"{trials.Max(trial => trial.PeakMemory) >> 20} MiB")
            );
        }

        AnsiConsole.Write(table);
        return 0;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
