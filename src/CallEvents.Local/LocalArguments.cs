using System.CommandLine;
using CallEvents.Local.Revont;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.Simulator;

namespace CallEvents.Local;

/// <summary>Defines the command-line options and reads them into <see cref="LocalOptions"/>.</summary>
internal sealed class LocalArguments
{
    private readonly Option<string?> apiKeyFile = new("--api-key-file")
    {
        HelpName = "FILE",
        Description = "Use the real Revont API with the key in this file instead of the simulator.",
    };

    private readonly Option<string?> rabbitMq = new("--rabbitmq")
    {
        HelpName = "URI",
        Description = "Use this broker, such as amqp://guest:guest@localhost, instead of the in-memory bus.",
    };

    private readonly Option<int?> calls = SimulatorArguments.Create(
        "--calls",
        "N",
        $"Number of simulated calls at the start (default {SimulationPlan.Default.Calls}).",
        null,
        SimulatorArguments.ParseInteger<int>,
        "a whole number"
    );

    private readonly Option<double?> arrivalsPerMinute = SimulatorArguments.Create(
        "--arrivals-per-minute",
        "N",
        $"Simulated calls that arrive per minute (default {SimulationPlan.Default.ArrivalsPerMinute}).",
        null,
        SimulatorArguments.ParseNumber,
        "a number"
    );

    private readonly Option<TimeSpan?> transcriptDelay = SimulatorArguments.Create(
        "--transcript-delay",
        "HH:MM:SS",
        $"Delay from a simulated call to its transcript (default {SimulationPlan.Default.TranscriptDelay}).",
        null,
        SimulatorArguments.ParseTimeSpan,
        "a time span such as 00:00:20"
    );

    private readonly Option<long?> seed = SimulatorArguments.Create(
        "--seed",
        "N",
        $"Seed of the simulated workspace; another seed generates other calls (default {SimulationPlan.Default.Seed}).",
        null,
        SimulatorArguments.ParseInteger<long>,
        "a whole number"
    );

    private readonly Option<TimeSpan?> duration = SimulatorArguments.Create(
        "--for",
        "DURATION",
        "Stop after this time, such as 00:00:20, and print a summary; exit code 1 if anything was lost.",
        null,
        ParseDuration,
        "a time span above zero and up to 30 days, such as 00:00:20"
    );

    private readonly Option<string?> data = new("--data")
    {
        HelpName = "DIR",
        Description =
            "Keep the state in this folder and resume from it in the next run (default: a temporary folder). "
            + "Simulated calls continue to arrive between runs.",
    };

    private readonly Option<string?> telemetry = new("--telemetry")
    {
        HelpName = "URI",
        Description = "Export traces, metrics and logs by OTLP to this address, such as http://localhost:4317.",
    };

    private readonly Option<string?> rules = new("--rules")
    {
        HelpName = "FILE",
        Description =
            "Alert by the rules in this file instead of the built-in one, and show alerts by rule. Every alert goes to the log. "
            + "Some simulated calls are then edited, and some get no transcript.",
    };

    public IEnumerable<Option> All =>
        [calls, duration, data, apiKeyFile, rabbitMq, telemetry, rules, arrivalsPerMinute, transcriptDelay, seed];

    private IEnumerable<Option> SimulatorOnly => [calls, arrivalsPerMinute, transcriptDelay, seed];

    public LocalOptions Read(ParseResult parsed)
    {
        var options = new LocalOptions
        {
            ApiKey = parsed.GetValue(apiKeyFile) is { } file ? ReadApiKey(file) : null,
            RabbitMq = parsed.GetValue(rabbitMq),
            Telemetry = parsed.GetValue(telemetry),
            DataPath = parsed.GetValue(data),
            RulesFile = parsed.GetValue(rules) is { } rulesFile ? FindRules(rulesFile) : null,
            Duration = parsed.GetValue(duration),
            Simulation = new SimulationRequest
            {
                Calls = parsed.GetValue(calls),
                ArrivalsPerMinute = parsed.GetValue(arrivalsPerMinute),
                TranscriptDelay = parsed.GetValue(transcriptDelay),
                Seed = parsed.GetValue(seed),
                HasChanges = parsed.GetValue(rules) is not null,
            },
        };
        if (options.RabbitMq is { } uri && !BrokerAddress.TryParse(uri, out _))
            throw new InvalidOptionException(rabbitMq.Name, $"'{Setting.Redact(uri)}'", BrokerAddress.Expected);
        if (options.Telemetry is { } collector && !IsHttp(collector))
            throw new InvalidOptionException(telemetry.Name, $"'{Setting.Redact(collector)}'", "a URI such as http://localhost:4317");
        if (options.ApiKey is not null && SimulatorOnly.FirstOrDefault(IsGiven) is { } conflicting)
            throw new InvalidOptionException(conflicting.Name, $"both this and {apiKeyFile.Name}", "it for the simulator only");
        return options;

        bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };
    }

    private static bool IsHttp(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    /// <summary>The service itself reads the file; this one only gives it a path that does not depend on the current folder.</summary>
    private string FindRules(string file)
    {
        try
        {
            using var readable = File.OpenRead(file);
            return Path.GetFullPath(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidOptionException(rules.Name, $"'{file}'", "a file that can be read");
        }
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
            throw new InvalidOptionException(apiKeyFile.Name, $"'{file}'", "a file that can be read");
        }

        if (key.Length == 0)
            throw new InvalidOptionException(apiKeyFile.Name, $"nothing in '{file}'", "a file with the API key");
        return key.All(character => character is > ' ' and <= '~')
            ? key
            : throw new InvalidOptionException(
                apiKeyFile.Name,
                $"a key with spaces or other characters that are not allowed in a header in '{file}'",
                "a file with the API key alone"
            );
    }

    private static TimeSpan? ParseDuration(string text) =>
        SimulatorArguments.ParseTimeSpan(text) is { } span && span > TimeSpan.Zero && span <= TimeSpan.FromDays(30) ? span : null;
}
