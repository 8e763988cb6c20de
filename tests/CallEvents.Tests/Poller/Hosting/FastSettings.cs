using CallEvents.Tests.Poller.Scripting;

namespace CallEvents.Tests.Poller.Hosting;

/// <summary>Poller settings for an <see cref="AcceleratedClock"/>: default intervals, and timeouts that real work cannot exceed.</summary>
internal static class FastSettings
{
    public static Dictionary<string, string?> From(DateTimeOffset startFrom, params (string Key, string Value)[] overrides)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Polling:StartFrom"] = ScriptedCall.FormatTime(startFrom),
            ["Polling:Interval"] = "00:00:30",
            ["Polling:LeaseDuration"] = "01:00:00",
            ["Publishing:Timeout"] = "00:05:00",
            ["Transcripts:FirstRetry"] = "00:00:30",
        };
        foreach (var (key, value) in overrides)
            settings[key] = value;
        return settings;
    }
}
