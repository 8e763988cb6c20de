using CallEvents.Simulator.Faults;

namespace CallEvents.Simulator;

/// <summary>The simulated workspaces, their growth and their faults. The defaults simulate the last three days of a small team.</summary>
/// <remarks>
/// The same options with the same <see cref="Start"/> produce the same calls, ids and transcripts.
/// </remarks>
public sealed record SimulatorOptions
{
    /// <summary>The number of calls in the workspace at the start.</summary>
    /// <value>From 0 to 10,000,000. The default is 200.</value>
    public int Calls { get; init; } = 200;

    /// <summary>The number of days before the start over which those calls are distributed, evenly with jitter.</summary>
    /// <value>More than 0, at most 3,650; may be a fraction. The default is 3.</value>
    public double Days { get; init; } = 3;

    /// <summary>The number of calls that arrive per minute; each is created at the moment it arrives.</summary>
    /// <value>
    /// From 0, no arrivals, to 600,000; may be a fraction. The default is 12. The minute is divided into that many equal intervals,
    /// with one arrival at a random point of each.
    /// </value>
    public double ArrivalsPerMinute { get; init; } = 12;

    /// <summary>The number of arrivals after which no more calls arrive, so that the final set of calls is known.</summary>
    /// <value>At least 0, or null for unlimited arrivals. The default is null.</value>
    public long? StopArrivalsAfter { get; init; }

    /// <summary>The delay between the creation of a call and its transcript becoming ready.</summary>
    /// <value>At least zero. The default is 20 seconds. Calls older than that at the start have their transcript ready.</value>
    public TimeSpan TranscriptDelay { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The instant that separates history from arrivals. With an earlier start, the same workspace has had more time to grow.
    /// </summary>
    /// <value>Any instant; null for the moment the simulator starts. The default is null.</value>
    public DateTimeOffset? Start { get; init; }

    /// <summary>The seed of the generated data. Each seed gives different calls.</summary>
    /// <value>Any number. The default is 1.</value>
    public long Seed { get; init; } = 1;

    /// <summary>The key that clients send as <c>Authorization: Bearer KEY</c>.</summary>
    /// <value>Visible ASCII characters without spaces. The default is <c>simulator</c>.</value>
    public string ApiKey { get; init; } = "simulator";

    /// <summary>The keys of additional workspaces. Each has its own calls, generated from the seed plus its index.</summary>
    /// <value>Keys as above, all different. The default is none.</value>
    public IReadOnlyList<string> AdditionalApiKeys { get; init; } = [];

    /// <summary>The faults that are active from the start, until they are replaced.</summary>
    /// <value>The default is <see cref="FaultOptions.None"/>.</value>
    public FaultOptions Faults { get; init; } = FaultOptions.None;

    /// <summary>The schedule of further faults, which override <see cref="Faults"/> while they are active.</summary>
    /// <value>Null for none. The default is null.</value>
    public Scenario? Scenario { get; init; }

    /// <summary>The addresses to listen on.</summary>
    /// <value>
    /// One or more <c>http://</c> addresses separated by semicolons; port 0 takes any free port. The default is
    /// <c>http://127.0.0.1:0</c>. The command line takes it from <c>ASPNETCORE_URLS</c>.
    /// </value>
    public string Urls { get; init; } = "http://127.0.0.1:0";

    internal IEnumerable<string> ApiKeys => [ApiKey, .. AdditionalApiKeys];

    /// <summary>Returns the first validation error, or null.</summary>
    internal OptionError? Check() =>
        Calls is < 0 or > 10_000_000 ? new(nameof(Calls), $"{Calls}", "a whole number from 0 to 10000000")
        : !(Days > 0 && Days <= 3650) ? new(nameof(Days), $"{Days}", "a number of days above 0 and at most 3650")
        : !(ArrivalsPerMinute >= 0 && ArrivalsPerMinute <= 600_000)
            ? new(nameof(ArrivalsPerMinute), $"{ArrivalsPerMinute}", "a number from 0 to 600000")
        : StopArrivalsAfter < 0 ? new(nameof(StopArrivalsAfter), $"{StopArrivalsAfter}", "a whole number, 0 or more")
        : TranscriptDelay < TimeSpan.Zero || TranscriptDelay > TimeSpan.FromDays(3650)
            ? new(nameof(TranscriptDelay), $"{TranscriptDelay}", "a time span from 00:00:00 to 3650.00:00:00")
        : ApiKeys.Any(key => key.Length == 0) ? new(nameof(ApiKey), "nothing", "a key of visible ASCII characters")
        : ApiKeys.Any(key => key.Any(character => character is <= ' ' or > '~'))
            ? new(nameof(ApiKey), "a key with spaces or other characters that are not allowed in a header", "visible ASCII characters")
        : ApiKeys.Distinct().Count() < ApiKeys.Count() ? new(nameof(ApiKey), "the same key twice", "a different key for each workspace")
        : Faults.Check() is { } faultError ? faultError
        : Urls.Split(';').FirstOrDefault(url => !IsHttp(url)) is { } invalid
            ? new(nameof(Urls), $"'{invalid}'", "http:// addresses separated by semicolons, such as http://127.0.0.1:8080")
        : null;

    private static bool IsHttp(string url)
    {
        try
        {
            // Stricter than Kestrel, which would silently ignore a path. There is no certificate for https.
            var address = BindingAddress.Parse(url);
            return address is { Scheme: "http", PathBase: "", IsUnixPipe: false, Port: >= 0 and <= 65535, Host.Length: > 0 };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
