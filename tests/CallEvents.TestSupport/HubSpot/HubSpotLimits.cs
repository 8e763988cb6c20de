using System.Globalization;

namespace CallEvents.TestSupport.HubSpot;

/// <summary>The limits of a portal, by its clock. None until a test sets them.</summary>
/// <remarks>
/// Source: https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines, and answers recorded by several clients. A
/// refused request counts for no limit.
/// </remarks>
internal sealed class HubSpotLimits(TimeProvider clock, TimeSpan utcOffset)
{
    private readonly Queue<long> recent = new();
    private DateOnly day;
    private int usedToday;

    /// <summary>Requests in any ten seconds; 100 for a private app of a free account, 190 and 250 for others.</summary>
    public int? PerTenSeconds { get; set; }

    /// <summary>Requests in any second, as some endpoints have it.</summary>
    public int? PerSecond { get; set; }

    /// <summary>Requests in a day of the account, with those of all its other apps; 250,000 for a free one.</summary>
    public int? PerDay { get; set; }

    /// <summary>Whether a 429 has <c>Retry-After</c>: documented, and often missing.</summary>
    public bool SendsRetryAfter { get; set; }

    /// <summary>What is left of the day.</summary>
    public int DailyRemaining => Math.Max(0, (PerDay ?? 0) - (Today == day ? usedToday : 0));

    private DateOnly Today => DateOnly.FromDateTime((clock.GetUtcNow() + utcOffset).DateTime);

    /// <summary>Counts requests of the customer's other apps against the day.</summary>
    public void SpendToday(int requests)
    {
        Roll();
        usedToday += requests;
    }

    /// <summary>Counts a request.</summary>
    /// <returns>The answer to one that is too many; null for one that may pass.</returns>
    public Answer? Count(ErrorWriter errors)
    {
        Roll();
        if (PerDay is { } perDay && usedToday >= perDay)
            return TooMany(errors, "DAILY", "daily", UntilMidnight());
        if (PerTenSeconds is { } perTen && recent.Count >= perTen)
            return TooMany(errors, "TEN_SECONDLY_ROLLING", "ten_secondly_rolling", TimeSpan.FromSeconds(10) - Age(recent.Peek()));
        if (PerSecond is { } perSecond && recent.Count(stamp => Age(stamp) < TimeSpan.FromSeconds(1)) >= perSecond)
            return TooMany(errors, "SECONDLY", "secondly", TimeSpan.FromSeconds(1));
        recent.Enqueue(clock.GetTimestamp());
        usedToday++;
        return null;
    }

    /// <summary>The headers that tell what is left; without a limit there are none.</summary>
    public Dictionary<string, string> Headers()
    {
        var headers = new Dictionary<string, string>();
        if (PerTenSeconds is { } perTen)
        {
            headers["X-HubSpot-RateLimit-Max"] = Text(perTen);
            headers["X-HubSpot-RateLimit-Remaining"] = Text(Math.Max(0, perTen - recent.Count));
            headers["X-HubSpot-RateLimit-Interval-Milliseconds"] = "10000";
        }
        if (PerDay is { } perDay)
        {
            headers["X-HubSpot-RateLimit-Daily"] = Text(perDay);
            headers["X-HubSpot-RateLimit-Daily-Remaining"] = Text(DailyRemaining);
        }
        return headers;
    }

    private Answer TooMany(ErrorWriter errors, string policy, string words, TimeSpan wait)
    {
        var body = errors.Error("RATE_LIMITS", $"You have reached your {words} limit.");
        body["errorType"] = "RATE_LIMIT";
        body["policyName"] = policy;
        body["groupName"] = "publicapi:private-apps-api-call-limits:stub";
        var headers = new Dictionary<string, string>();
        if (SendsRetryAfter)
            headers["Retry-After"] = Text((int)Math.Ceiling(wait.TotalSeconds));
        return new Answer(429, errors.Or(body)) { Headers = headers };
    }

    private void Roll()
    {
        while (recent.TryPeek(out var stamp) && Age(stamp) >= TimeSpan.FromSeconds(10))
            recent.Dequeue();
        if (Today == day)
            return;
        day = Today;
        usedToday = 0;
    }

    private TimeSpan UntilMidnight() => TimeSpan.FromDays(1) - (clock.GetUtcNow() + utcOffset).TimeOfDay;

    private TimeSpan Age(long stamp) => clock.GetElapsedTime(stamp);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
