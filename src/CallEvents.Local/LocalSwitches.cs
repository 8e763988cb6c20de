using System.CommandLine;
using CallEvents.Local.Revont;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.Simulator;

namespace CallEvents.Local;

/// <summary>The switches of the command line, and how they become options.</summary>
internal sealed class LocalSwitches
{
    private readonly Option<string?> apiKeyFile = new("--api-key-file")
    {
        HelpName = "FILE",
        Description = "Use the real Revont API, with the key in this file, instead of the simulator.",
    };

    private readonly Option<string?> rabbitMq = new("--rabbitmq")
    {
        HelpName = "URI",
        Description = "Use this broker, such as amqp://guest:guest@localhost, instead of a bus within the process.",
    };

    private readonly Option<int?> calls = SimulatorSwitches.Create(
        "--calls", "N", $"How many simulated calls there are before the start (default {SimulationPlan.Default.Calls}).",
        null, SimulatorSwitches.ParseInteger<int>, "a whole number");

    private readonly Option<double?> arrivalsPerMinute = SimulatorSwitches.Create(
        "--arrivals-per-minute", "N", $"How many simulated calls arrive in a minute (default {SimulationPlan.Default.ArrivalsPerMinute}).",
        null, SimulatorSwitches.ParseNumber, "a number");

    private readonly Option<TimeSpan?> transcriptDelay = SimulatorSwitches.Create(
        "--transcript-delay", "HH:MM:SS", $"How long after a simulated call its transcript is ready (default {SimulationPlan.Default.TranscriptDelay}).",
        null, SimulatorSwitches.ParseTimeSpan, "a time span such as 00:00:20");

    private readonly Option<long?> seed = SimulatorSwitches.Create(
        "--seed", "N", $"Chooses the simulated workspace: another seed, other calls (default {SimulationPlan.Default.Seed}).",
        null, SimulatorSwitches.ParseInteger<long>, "a whole number");

    private readonly Option<TimeSpan?> duration = SimulatorSwitches.Create(
        "--for", "DURATION", "End after this time, such as 00:00:20, with a summary; exit code 1 if anything was lost.",
        null, Duration, "a time span above zero and up to 30 days, such as 00:00:20");

    private readonly Option<string?> data = new("--data")
    {
        HelpName = "DIR",
        Description = "Keep the state in this folder, and go on from it the next time (default: a temporary folder). "
            + "Simulated calls go on arriving between two runs.",
    };

    public IEnumerable<Option> All => [calls, duration, data, apiKeyFile, rabbitMq, arrivalsPerMinute, transcriptDelay, seed];

    private IEnumerable<Option> OfSimulator => [calls, arrivalsPerMinute, transcriptDelay, seed];

    public LocalOptions Read(ParseResult parsed)
    {
        var options = new LocalOptions
        {
            ApiKey = parsed.GetValue(apiKeyFile) is { } file ? ReadApiKey(file) : null,
            RabbitMq = parsed.GetValue(rabbitMq),
            Data = parsed.GetValue(data),
            For = parsed.GetValue(duration),
            Simulation = new SimulationWish
            {
                Calls = parsed.GetValue(calls),
                ArrivalsPerMinute = parsed.GetValue(arrivalsPerMinute),
                TranscriptDelay = parsed.GetValue(transcriptDelay),
                Seed = parsed.GetValue(seed),
            },
        };
        if (options.RabbitMq is { } uri && !BrokerAddress.TryParse(uri, out _))
            throw new WrongOptionException(rabbitMq.Name, $"'{Setting.Redact(uri)}'", BrokerAddress.Expected);
        if (options.ApiKey is not null && OfSimulator.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } useless)
            throw new WrongOptionException(useless.Name, $"both this and {apiKeyFile.Name}", "it for the simulator only");
        return options;
    }

    private string ReadApiKey(string file)
    {
        string key;
        try
        {
            key = File.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WrongOptionException(apiKeyFile.Name, $"'{file}'", "a file that can be read");
        }

        if (key.Length == 0)
            throw new WrongOptionException(apiKeyFile.Name, $"nothing in '{file}'", "a file with the API key");
        return key.All(letter => letter is > ' ' and <= '~')
            ? key
            : throw new WrongOptionException(apiKeyFile.Name, $"a key with blanks or other characters that no header can carry in '{file}'", "a file with the API key alone");
    }

    private static TimeSpan? Duration(string text) => SimulatorSwitches.ParseTimeSpan(text) is { } span && span > TimeSpan.Zero && span <= TimeSpan.FromDays(30) ? span : null;
}
