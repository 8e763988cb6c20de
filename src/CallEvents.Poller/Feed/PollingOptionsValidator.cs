using System.Globalization;
using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Extensions.Options;

namespace CallEvents.Poller.Feed;

/// <summary>Rejects a configuration without a start, or with durations out of range.</summary>
internal sealed class PollingOptionsValidator(IConfiguration configuration, TimeProvider time) : IValidateOptions<PollingOptions>
{
    public ValidateOptionsResult Validate(string? name, PollingOptions options)
    {
        var rules = new SettingRules(PollingOptions.Section)
            .Duration("Interval", options.Interval, TimeSpan.FromDays(1))
            .Duration("SliceLength", options.SliceLength, TimeSpan.FromDays(366))
            .Duration("LeaseDuration", options.LeaseDuration, TimeSpan.FromHours(1));
        for (var position = 0; position < options.Rereads.Count; position++)
        {
            rules.Duration($"Rereads:{position}:Depth", options.Rereads[position].Depth, TimeSpan.FromDays(3660));
            if (position > 0)
                rules.Duration($"Rereads:{position}:Every", options.Rereads[position].Every, TimeSpan.FromDays(366));
        }

        if (MissingWindow() is { } missing)
            rules.Wrong(
                $"Rereads:{missing}",
                null,
                "a window: they are numbered from 0 without a gap, and a configured list replaces the default"
            );
        if (options.SliceLength > TimeSpan.Zero && options.SliceLength < TimeSpan.FromSeconds(1))
            rules.Wrong("SliceLength", options.SliceLength.ToString("c"), "at least 00:00:01: the API is asked in whole seconds");
        if (!options.StartsNow && options.StartInstant is null)
            rules.Wrong("StartFrom", options.StartFrom, "an ISO 8601 instant such as 2026-01-01T00:00:00Z, or now");
        else if (options.StartInstant > time.GetUtcNow() + TimeSpan.FromDays(1))
            rules.Wrong("StartFrom", options.StartFrom, "an instant that is not in the future");
        return rules.Result();
    }

    /// <summary>
    /// The number of a window that is left out; null when none is. The binder forgets the numbers: a list with number 1 alone would become
    /// a first window, which is walked with every poll.
    /// </summary>
    private int? MissingWindow()
    {
        var numbers = configuration.GetSection($"{PollingOptions.Section}:Rereads").GetChildren().Select(child => child.Key).ToHashSet();
        return Enumerable
            .Range(0, numbers.Count)
            .Where(number => !numbers.Contains(number.ToString(CultureInfo.InvariantCulture)))
            .Select(number => (int?)number)
            .FirstOrDefault();
    }
}
