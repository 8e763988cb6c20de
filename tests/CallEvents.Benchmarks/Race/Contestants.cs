using System.Globalization;
using CallEvents.Benchmarks.Api;
using CallEvents.Benchmarks.Bare;
using CallEvents.EndToEndTests.Infrastructure;

namespace CallEvents.Benchmarks.Race;

/// <summary>How each contestant is started.</summary>
internal static class Contestants
{
    public static ChildProcess StartBare(RaceOptions options, Track track) =>
        Track.RunSelf([BareCommand.Name, "--api", $"{track.Api}", "--rabbitmq", $"{track.RabbitMq}", "--concurrency", options.Concurrency.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>The poller as it is by default, but for a budget that does not hold it back and the bare loop's concurrency.</summary>
    public static ChildProcess StartPoller(RaceOptions options, Track track, HeatStart start, string ledger, string folder, TimeSpan? interval = null)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Revont__BaseUrl"] = $"{track.Api}",
            ["Revont__Workspaces__race__ApiKey"] = "race",
            ["Revont__RequestsPerSecond"] = "100000",
            ["Revont__MaxConcurrency"] = options.Concurrency.ToString(CultureInfo.InvariantCulture),
            ["ConnectionStrings__RabbitMq"] = $"{track.RabbitMq}",
            ["ConnectionStrings__Ledger"] = ledger,
            ["Polling__StartFrom"] = start.StartFrom.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Next()}",
            ["ASPNETCORE_CONTENTROOT"] = Path.GetDirectoryName(options.Poller),

            // As in the image.
            ["MALLOC_ARENA_MAX"] = "1",
        };
        foreach (var (name, value) in options.Settings)
            settings[name] = value;
        if (interval is { } every)
            settings["Polling__Interval"] = every.ToString();
        return Track.Run(options.Poller, [], settings, folder);
    }
}
