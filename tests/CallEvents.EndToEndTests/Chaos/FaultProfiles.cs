namespace CallEvents.EndToEndTests.Chaos;

/// <summary>Fault configurations for the simulated API, as its fault endpoint accepts them.</summary>
internal static class FaultProfiles
{
    public const string None = "{}";

    /// <summary>Faults of the arriving calls; part of every profile.</summary>
    private const string ArrivalFaults = """
        "late_arrival": {"probability": 0.1, "from": "00:00:03", "to": "00:00:12"},
        "edit": {"probability": 0.15, "from": "00:00:02", "to": "00:00:08"},
        "deletion": {"probability": 0.02, "from": "00:00:03", "to": "00:00:08"},
        "slow_transcript": {"probability": 0.2, "from": "00:00:03", "to": "00:00:10"},
        "growing_transcript": {"probability": 0.1, "from": "00:00:01", "to": "00:00:02"},
        "sub_second": {"probability": 0.2},
        "burst": {"probability": 0.002, "calls": 120}
        """;

    private static readonly string[] Profiles =
    [
        """ "too_many_requests": {"probability": 0.05, "retry_after": "00:00:03", "duration": "00:00:01"} """,
        """
            "too_many_requests": {"probability": 0.05, "retry_after": "00:00:04", "retry_after_format": "date"},
            "server_error": {"probability": 0.05}
            """,
        """ "unavailable": {"probability": 0.05, "retry_after": "00:00:02"}, "server_error": {"probability": 0.1, "status": 502} """,
        """ "drop": {"probability": 0.1, "at": "in_body"}, "slow_headers": {"probability": 0.05, "delay": "00:00:01"} """,
        """ "drop": {"probability": 0.1, "at": "before_headers"}, "slow_body": {"probability": 0.05, "delay": "00:00:01"} """,
        """
            "truncated_body": {"probability": 0.08},
            "html_body": {"probability": 0.05},
            "empty_body": {"probability": 0.05},
            "null_data": {"probability": 0.05}
            """,
        """
            "item_without_id": {"probability": 0.2},
            "item_not_object": {"probability": 0.2},
            "unknown_fields": {"probability": 0.5},
            "utc_offsets": {"probability": 0.3}
            """,
        """ "null_fields": {"probability": 0.05}, "numbers_as_strings": {"probability": 0.3}, "unknown_values": {"probability": 0.05} """,
        """
            "expired_cursor": {"probability": 0.3},
            "repeated_cursor": {"probability": 0.1},
            "unexpected_cursor": {"probability": 0.3}
            """,
        """ "missing_cursor": {"probability": 0.2}, "empty_page": {"probability": 0.2}, "unordered_page": {"probability": 0.5} """,
        """ "offset_cursor": {}, "short_page": {"limit": 7, "probability": 0.3} """,
        """ "clock_skew":{"offset": "00:01:30"} """,
        """ "clock_skew":{"offset": "-00:01:30"}, "no_date": {"probability": 0.3} """,
        """ "unauthorized": {"probability": 0.02} """,
    ];

    /// <summary>Combines two random profiles and, in one of six draws, a range of the last minute that cannot be read.</summary>
    public static string Draw(Random random, DateTimeOffset now)
    {
        var first = random.Next(Profiles.Length);
        var second = (first + 1 + random.Next(Profiles.Length - 1)) % Profiles.Length;
        List<string> faults = [ArrivalFaults, Profiles[first]];
        if (Keys(Profiles[first]).Intersect(Keys(Profiles[second])).ToList().Count == 0)
            faults.Add(Profiles[second]);
        if (random.Next(6) == 0)
        {
            var (from, to) = (now.AddSeconds(-40), now.AddSeconds(-38));
            faults.Add($$""" "broken_range": {"from": "{{from:yyyy-MM-ddTHH:mm:ssZ}}", "to": "{{to:yyyy-MM-ddTHH:mm:ssZ}}"} """);
        }

        return $"{{{string.Join(',', faults)}}}";
    }

    private static List<string> Keys(string faults)
    {
        using var json = System.Text.Json.JsonDocument.Parse($"{{{faults}}}");
        return [.. json.RootElement.EnumerateObject().Select(fault => fault.Name)];
    }
}
