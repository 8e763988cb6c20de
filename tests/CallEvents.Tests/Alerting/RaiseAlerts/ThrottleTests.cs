using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.State;
using CallEvents.Contracts;

namespace CallEvents.Tests.Alerting.RaiseAlerts;

public sealed class ThrottleTests
{
    private const string Rules = """
        version: 1
        rules:
          - id: deal-lost
            title: Deal lost
            when: [ { outcome: lost } ]
            notify: [first]
            throttle: { per: rep, max: 3, every: 24h }
        """;

    [Fact]
    public async Task What_exceeds_it_is_told_in_one_digest_at_the_end_of_its_window()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        var start = bench.Time.GetUtcNow();
        for (var number = 0; number < 10; number++)
        {
            await bench.RaiseAsync(bench.Recorded($"call {number}", Outcomes.Lost));
            bench.Time.Advance(TimeSpan.FromMinutes(10));
        }

        await bench.RaiseAsync(bench.Recorded("another rep", Outcomes.Lost, rep: "user_2"));
        await bench.SendAsync();
        bench.Channels["first"].Alerts.Select(alert => alert.CallId).ShouldBe(["call 0", "call 1", "call 2", "another rep"]);
        bench.Channels["first"].Digests.ShouldBeEmpty();

        bench.Time.SetUtcNow(start.AddHours(24));
        await bench.SendAsync();
        var digest = bench.Channels["first"].Digests.ShouldHaveSingleItem();
        digest.Reason.ShouldBe(DigestReason.Throttle);
        digest.Counts.ShouldHaveSingleItem().Count.ShouldBe(7);
        digest.Newest[0].CallId.ShouldBe("call 9");
        (await bench.ReadAsync()).ShouldAllBe(row => row.Content.Length == 0);
    }

    [Fact]
    public async Task Replicas_share_it()
    {
        await using var one = await AlertingBench.CreateAsync(Rules);
        await using var two = await AlertingBench.CreateAsync(Rules, replicaOf: one);
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(number => (number % 2 == 0 ? one : two).RaiseAsync(one.Recorded($"call {number}", Outcomes.Lost)))
        );

        var rows = await one.ReadAsync();
        rows.Count(row => row.State == AlertState.Pending).ShouldBe(3);
        rows.Count(row => row.State == AlertState.Folded).ShouldBe(17);
        rows.Count(row => row.IsDigest).ShouldBe(1);
    }

    [Fact]
    public async Task A_window_that_has_passed_allows_new_ones()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        for (var number = 0; number < 4; number++)
            await bench.RaiseAsync(bench.Recorded($"call {number}", Outcomes.Lost));
        bench.Time.Advance(TimeSpan.FromHours(24.1));
        await bench.RaiseAsync(bench.Recorded("next day", Outcomes.Lost));

        (await bench.ReadAsync()).Single(row => row.CallId == "next day").State.ShouldBe(AlertState.Pending);
    }

    [Fact]
    public async Task What_is_dropped_is_counted_and_never_sent()
    {
        await using var bench = await AlertingBench.CreateAsync(
            Rules.Replace("every: 24h", "every: 24h, excess: drop", StringComparison.Ordinal)
        );
        for (var number = 0; number < 5; number++)
            await bench.RaiseAsync(bench.Recorded($"call {number}", Outcomes.Lost));
        bench.Time.Advance(TimeSpan.FromDays(2));
        await bench.RaiseAsync(bench.Recorded("call 4", Outcomes.Lost) with { ObservedAt = bench.Time.GetUtcNow() });

        var dropped = (await bench.ReadAsync()).Where(row => row.State == AlertState.Rejected).ToList();
        dropped.Select(row => row.Reason).ShouldBe(["throttle", "throttle"]);
        dropped.ShouldAllBe(row => row.Content.Length == 0);
    }

    [Theory]
    [InlineData("Channels:first:QuietHours:From", "10:00", "")]
    [InlineData("Channels:first:PerMinute", "30", "deliver: digest")]
    public async Task What_a_digest_has_counts_where_the_excess_is_dropped(string key, string value, string deliver)
    {
        var rules = Rules.Replace("every: 24h }", $"every: 24h, excess: drop }}\n    {deliver}", StringComparison.Ordinal);
        var settings = new Dictionary<string, string?> { [key] = value };
        if (deliver.Length == 0)
            settings["Channels:first:QuietHours:To"] = "12:00";
        await using var bench = await AlertingBench.CreateAsync(rules, settings);
        for (var number = 0; number < 5; number++)
            await bench.RaiseAsync(bench.Recorded($"call {number}", Outcomes.Lost));
        bench.Time.Advance(TimeSpan.FromHours(3));
        await bench.RaiseAsync(bench.Recorded("later", Outcomes.Lost));

        var rows = await bench.ReadAsync();
        rows.Where(row => row.State == AlertState.Folded)
            .Select(row => row.CallId)
            .ShouldBe(["call 0", "call 1", "call 2"], ignoreOrder: true);
        rows.Where(row => row.Reason == "throttle").Select(row => row.CallId).ShouldBe(["call 3", "call 4", "later"], ignoreOrder: true);
    }

    [Fact]
    public async Task Per_prospect_counts_without_case_and_keeps_no_address()
    {
        await using var bench = await AlertingBench.CreateAsync(
            Rules.Replace("per: rep, max: 3", "per: prospect, max: 1", StringComparison.Ordinal)
        );
        var first = bench.Recorded("one", Outcomes.Lost);
        var second = bench.Recorded("two", Outcomes.Lost);
        await bench.RaiseAsync(first);
        await bench.RaiseAsync(second with { Call = second.Call with { ProspectEmail = second.Call.ProspectEmail!.ToUpperInvariant() } });

        var rows = await bench.ReadAsync();
        rows.Single(row => row.CallId == "two").State.ShouldBe(AlertState.Folded);
        rows.ShouldAllBe(row => !row.CountedBy.Contains('@'));
    }
}
