using System.CommandLine;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using CallEvents.Simulator.Faults;
using CallEvents.Simulator.Faults.Settings;

namespace CallEvents.Simulator;

/// <summary>The switches of the command line, and how they become options.</summary>
internal sealed class SimulatorSwitches
{
    public const string UrlsVariable = "ASPNETCORE_URLS";
    public const string DefaultUrls = "http://+:8080";

    private static readonly SimulatorOptions Defaults = new();

    private readonly Option<int?> calls = Create(
        "--calls", "N", "How many calls the workspace holds at the start.", Defaults.Calls, Whole<int>, "a whole number");

    private readonly Option<double?> days = Create(
        "--days", "N", "Over how many days before the start they are spread.", Defaults.Days, Number, "a number");

    private readonly Option<double?> arrivalsPerMinute = Create(
        "--arrivals-per-minute", "N", "How many calls arrive in a minute; 0 for none.", Defaults.ArrivalsPerMinute, Number, "a number");

    private readonly Option<long?> stopArrivalsAfter = Create(
        "--stop-arrivals-after", "N", "After how many arrivals no more come; without it they never end.", Defaults.StopArrivalsAfter,
        Whole<long>, "a whole number");

    private readonly Option<TimeSpan?> transcriptDelay = Create(
        "--transcript-delay", "HH:MM:SS", "How long after a call its transcript is ready.", Defaults.TranscriptDelay, Span,
        "a time span such as 00:00:20");

    private readonly Option<long?> seed = Create(
        "--seed", "N", "Chooses the workspace: another seed, other calls.", Defaults.Seed, Whole<long>, "a whole number");

    private readonly Option<string[]?> apiKey = new("--api-key")
    {
        HelpName = "KEY",
        Description = $"The key that clients have to send (default '{Defaults.ApiKey}'). Given again, the key of one more workspace.",
    };

    private readonly Option<string?> apiKeyFile = new("--api-key-file")
    {
        HelpName = "FILE",
        Description = "A file to read that key from.",
    };

    private readonly Option<string?> startFile = new("--start-file")
    {
        HelpName = "FILE",
        Description = "Keep the moment of the first start in this file: started again, the simulator goes on with the same workspace.",
    };

    private readonly Option<string?> scenario = new("--scenario")
    {
        HelpName = "FILE",
        Description = "Misbehave over time as this file says; or a scenario that comes along: bad-morning, broken-list, worst-day.",
    };

    public IEnumerable<Option> All =>
        [calls, days, arrivalsPerMinute, stopArrivalsAfter, transcriptDelay, seed, startFile, apiKey, apiKeyFile, scenario];

    public SimulatorOptions Read(ParseResult parsed, out OptionError? error)
    {
        var (keys, wrongKey) = ReadApiKeys(parsed);
        var (plan, wrongPlan) = ReadScenario(parsed);
        var start = StartFile.Read(startFile.Name, parsed.GetValue(startFile), out var wrongStart);
        error = wrongKey ?? wrongPlan ?? wrongStart;
        return Read(parsed) with { ApiKey = keys[0], FurtherApiKeys = keys[1..], Scenario = plan, Start = start };
    }

    private SimulatorOptions Read(ParseResult parsed) => new()
    {
        Calls = parsed.GetValue(calls) ?? Defaults.Calls,
        Days = parsed.GetValue(days) ?? Defaults.Days,
        ArrivalsPerMinute = parsed.GetValue(arrivalsPerMinute) ?? Defaults.ArrivalsPerMinute,
        StopArrivalsAfter = parsed.GetValue(stopArrivalsAfter),
        TranscriptDelay = parsed.GetValue(transcriptDelay) ?? Defaults.TranscriptDelay,
        Seed = parsed.GetValue(seed) ?? Defaults.Seed,
        Urls = Environment.GetEnvironmentVariable(UrlsVariable) is { Length: > 0 } urls ? urls : DefaultUrls,
    };

    /// <summary>An option by the name that people wrote, not by the one it has in code.</summary>
    public string NameOf(string option, ParseResult parsed) =>
        option == nameof(SimulatorOptions.ApiKey) && parsed.GetValue(apiKeyFile) is not null ? apiKeyFile.Name : NameOf(option);

    internal static string NameOf(string option) => option switch
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
        string name, string helpName, string description, T? byDefault, Func<string, T?> parse, string expected)
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
        if (byDefault is not null)
            option.DefaultValueFactory = _ => byDefault;

        return option;
    }

    internal static T? Whole<T>(string text)
        where T : struct, INumber<T> =>
        T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    internal static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>A number without a colon is refused: .NET would read 20 as 20 days.</summary>
    internal static TimeSpan? Span(string text) =>
        text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;
}
