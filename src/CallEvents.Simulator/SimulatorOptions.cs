using CallEvents.Simulator.Faults;

namespace CallEvents.Simulator;

/// <summary>What the simulated workspace holds and how it grows. The defaults make a small team's last three days.</summary>
/// <remarks>
/// The same options with the same <see cref="Start"/> give the same calls, ids and transcripts.
/// </remarks>
public sealed record SimulatorOptions
{
    /// <summary>How many calls the workspace holds when it starts.</summary>
    /// <value>From 0 to 10,000,000. The default is 200.</value>
    public int Calls { get; init; } = 200;

    /// <summary>Over how many days before the start those calls are spread, evenly but not regularly.</summary>
    /// <value>More than 0, at most 3,650; may be a fraction. The default is 3.</value>
    public double Days { get; init; } = 3;

    /// <summary>How many calls arrive in a minute while the simulator runs; each is created at the moment it arrives.</summary>
    /// <value>
    /// From 0, no arrivals, to 600,000; may be a fraction. The default is 12. The minute is cut into as many equal parts, and one
    /// call arrives somewhere in each.
    /// </value>
    public double ArrivalsPerMinute { get; init; } = 12;

    /// <summary>After how many arrivals no more come, so that the final set of calls is known.</summary>
    /// <value>At least 0, or null for arrivals without end. The default is null.</value>
    public long? StopArrivalsAfter { get; init; }

    /// <summary>How long after its creation a call's transcript becomes ready.</summary>
    /// <value>At least zero. The default is 20 seconds. Calls older than that when the simulator starts are ready at once.</value>
    public TimeSpan TranscriptDelay { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>When the workspace began: its history lies before, its arrivals after. An earlier start is the same workspace, met later.</summary>
    /// <value>Any instant; null for the moment the simulator starts. The default is null.</value>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Chooses the workspace: another seed, other calls.</summary>
    /// <value>Any number. The default is 1.</value>
    public long Seed { get; init; } = 1;

    /// <summary>The key that a client has to send as <c>Authorization: Bearer KEY</c>.</summary>
    /// <value>Visible ASCII characters without spaces. The default is <c>simulator</c>.</value>
    public string ApiKey { get; init; } = "simulator";

    /// <summary>The keys of more workspaces, each with calls of its own: the n-th is drawn from the seed and n.</summary>
    /// <value>Keys as above, all different. The default is none.</value>
    public IReadOnlyList<string> FurtherApiKeys { get; init; } = [];

    /// <summary>How it misbehaves from the start, until told otherwise.</summary>
    /// <value>The default is not at all.</value>
    public Misbehaviour Misbehaviour { get; init; } = Misbehaviour.None;

    /// <summary>How it misbehaves over time, on top of that.</summary>
    /// <value>Null for no such plan. The default is null.</value>
    public Scenario? Scenario { get; init; }

    /// <summary>Where to listen.</summary>
    /// <value>
    /// One or more <c>http://</c> addresses separated by semicolons; port 0 takes any free port. The default is
    /// <c>http://127.0.0.1:0</c>. The command line takes it from <c>ASPNETCORE_URLS</c>.
    /// </value>
    public string Urls { get; init; } = "http://127.0.0.1:0";

    internal IEnumerable<string> ApiKeys => [ApiKey, .. FurtherApiKeys];

    /// <summary>The first thing that is wrong with these options, or null.</summary>
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
            ? new(nameof(ApiKey), "a key with a space or another character that no header can carry", "visible ASCII characters")
        : ApiKeys.Distinct().Count() < ApiKeys.Count() ? new(nameof(ApiKey), "a key twice", "another key for each workspace")
        : Misbehaviour.Check() is { } misbehaviour ? misbehaviour
        : Urls.Split(';').FirstOrDefault(url => !IsHttp(url)) is { } wrong
            ? new(nameof(Urls), $"'{wrong}'", "http:// addresses separated by semicolons, such as http://127.0.0.1:8080")
        : null;

    private static bool IsHttp(string url)
    {
        try
        {
            // Stricter than what the server accepts: a path would be ignored in silence, and there is no certificate for https.
            var address = BindingAddress.Parse(url);
            return address is { Scheme: "http", PathBase: "", IsUnixPipe: false, Port: >= 0 and <= 65535, Host.Length: > 0 };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
