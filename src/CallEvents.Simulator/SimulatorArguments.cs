using System.CommandLine;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using CallEvents.Simulator.Faults;
using CallEvents.Simulator.Faults.Settings;

namespace CallEvents.Simulator;

/// <summary>Defines the command-line arguments and maps them to <see cref="SimulatorOptions"/>.</summary>
internal sealed class SimulatorArguments
{
    public const string UrlsVariable = "ASPNETCORE_URLS";
    public const string DefaultUrls = "http://+:8080";

    private static readonly SimulatorOptions Defaults = new();

    private readonly Option<int?> calls = Create(
        "--calls",
        "N",
        "Number of calls in the workspace at the start.",
        Defaults.Calls,
        ParseInteger<int>,
        "a whole number"
    );

    private readonly Option<double?> days = Create(
        "--days",
        "N",
        "Number of days before the start over which these calls are distributed.",
        Defaults.Days,
        ParseNumber,
        "a number"
    );

    private readonly Option<double?> arrivalsPerMinute = Create(
        "--arrivals-per-minute",
        "N",
        "Number of calls that arrive per minute; 0 for none.",
        Defaults.ArrivalsPerMinute,
        ParseNumber,
        "a number"
    );

    private readonly Option<long?> stopArrivalsAfter = Create(
        "--stop-arrivals-after",
        "N",
        "Number of arrivals after which no more calls arrive (default: no limit).",
        Defaults.StopArrivalsAfter,
        ParseInteger<long>,
        "a whole number"
    );

    private readonly Option<TimeSpan?> transcriptDelay = Create(
        "--transcript-delay",
        "HH:MM:SS",
        "Delay between the creation of a call and its transcript becoming ready.",
        Defaults.TranscriptDelay,
        ParseTimeSpan,
        "a time span such as 00:00:20"
    );

    private readonly Option<long?> seed = Create(
        "--seed",
        "N",
        "Seed of the generated data; each seed gives different calls.",
        Defaults.Seed,
        ParseInteger<long>,
        "a whole number"
    );

    private readonly Option<string[]?> apiKey = new("--api-key")
    {
        HelpName = "KEY",
        Description = $"API key that clients send (default '{Defaults.ApiKey}'). Repeat the option to serve one more workspace per key.",
    };

    private readonly Option<string?> apiKeyFile = new("--api-key-file")
    {
        HelpName = "FILE",
        Description = "File that contains the API key.",
    };

    private readonly Option<string?> startFile = new("--start-file")
    {
        HelpName = "FILE",
        Description = "File that stores the time of the first start, so that a restart continues the same workspace.",
    };

    private readonly Option<string?> scenario = new("--scenario")
    {
        HelpName = "FILE",
        Description = "Inject faults from a scenario file, or from a built-in scenario: outages, invalid-pages, chaos.",
    };

    public IEnumerable<Option> All =>
        [calls, days, arrivalsPerMinute, stopArrivalsAfter, transcriptDelay, seed, startFile, apiKey, apiKeyFile, scenario];

    public SimulatorOptions Read(ParseResult parsed, out OptionError? error)
    {
        var (keys, keyError) = ReadApiKeys(parsed);
        var (loaded, scenarioError) = ReadScenario(parsed);
        var start = StartFile.ReadOrCreate(startFile.Name, parsed.GetValue(startFile), out var startError);
        error = keyError ?? scenarioError ?? startError;
        return Read(parsed) with { ApiKey = keys[0], AdditionalApiKeys = keys[1..], Scenario = loaded, Start = start };
    }

    private SimulatorOptions Read(ParseResult parsed) =>
        new()
        {
            Calls = parsed.GetValue(calls) ?? Defaults.Calls,
            Days = parsed.GetValue(days) ?? Defaults.Days,
            ArrivalsPerMinute = parsed.GetValue(arrivalsPerMinute) ?? Defaults.ArrivalsPerMinute,
            StopArrivalsAfter = parsed.GetValue(stopArrivalsAfter),
            TranscriptDelay = parsed.GetValue(transcriptDelay) ?? Defaults.TranscriptDelay,
            Seed = parsed.GetValue(seed) ?? Defaults.Seed,
            Urls = Environment.GetEnvironmentVariable(UrlsVariable) is { Length: > 0 } urls ? urls : DefaultUrls,
        };

    /// <summary>The command-line name of an option: the one that the user gave, not the name of the property.</summary>
    public string NameOf(string option, ParseResult parsed) =>
        option == nameof(SimulatorOptions.ApiKey) && parsed.GetValue(apiKeyFile) is not null ? apiKeyFile.Name : NameOf(option);

    internal static string NameOf(string option) =>
        option switch
        {
            nameof(SimulatorOptions.Urls) => UrlsVariable,
            _ when option.StartsWith('-') => option,
            _ => $"--{JsonNamingPolicy.KebabCaseLower.ConvertName(option)}",
        };

    private (string[] Keys, OptionError? Error) ReadApiKeys(ParseResult parsed)
    {
        var (keys, file) = (parsed.GetValue(apiKey), parsed.GetValue(apiKeyFile));
        if (file is null)
            return (keys is { Length: > 0 } ? keys : [Defaults.ApiKey], null);

        if (keys is { Length: > 0 })
            return ([""], new(apiKeyFile.Name, $"both this and {apiKey.Name}", "one of them"));

        try
        {
            return ([File.ReadAllText(file).Trim()], null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return ([""], new(apiKeyFile.Name, $"'{file}'", "a file that can be read"));
        }
    }

    private (Scenario? Scenario, OptionError? Error) ReadScenario(ParseResult parsed)
    {
        if (parsed.GetValue(scenario) is not { } file)
            return (null, null);

        try
        {
            return (Scenario.Load(file), null);
        }
        catch (SettingsException exception)
        {
            return (null, exception.Error with { Option = $"{scenario.Name} {exception.Error.Option}" });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (null, new(scenario.Name, $"'{file}'", "a file that can be read"));
        }
    }

    internal static Option<T?> Create<T>(
        string name,
        string helpName,
        string description,
        T? defaultValue,
        Func<string, T?> parse,
        string expected
    )
        where T : struct
    {
        var option = new Option<T?>(name)
        {
            HelpName = helpName,
            Description = description,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                var value = parse(text);
                if (value is null)
                    result.AddError(new OptionError(name, $"'{text}'", expected).ToString());

                return value;
            },
        };
        if (defaultValue is not null)
            option.DefaultValueFactory = _ => defaultValue;

        return option;
    }

    internal static T? ParseInteger<T>(string text)
        where T : struct, INumber<T> =>
        T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    internal static double? ParseNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>Rejects a number without a colon, which .NET would parse as days.</summary>
    internal static TimeSpan? ParseTimeSpan(string text) =>
        text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;
}
