using CallEvents.Alerting.State;
using CallEvents.Contracts;

namespace CallEvents.Tests.Alerting.RaiseAlerts;

public sealed class MessageOrderTests
{
    [Fact]
    public async Task A_rule_that_mixes_fields_with_words_fires_in_both_orders()
    {
        foreach (var isTranscriptFirst in (bool[])[true, false])
        {
            await using var bench = await AlertingBench.CreateAsync(OneCall.Rules);
            var (transcribed, lost) = (bench.Transcribed("one", "We also look at Gong."), OneCall.Lost(bench, "one"));
            await bench.RaiseAsync(isTranscriptFirst ? transcribed : lost);
            await bench.RaiseAsync(isTranscriptFirst ? lost : transcribed);
            await bench.SendAsync();

            var alert = bench.Channels["first"].Alerts.Single(alert => alert.RuleId == "lost-with-competitor");
            alert.Snippets.ShouldHaveSingleItem().Words.ShouldBe("Gong");
            alert.Text.ShouldContain("lost");
        }
    }

    [Fact]
    public async Task The_alert_shows_the_call_as_the_newer_message_has_it()
    {
        await using var bench = await AlertingBench.CreateAsync(OneCall.Rules);
        await bench.RaiseAsync(OneCall.Lost(bench, "one"));
        await bench.RaiseAsync(bench.Transcribed("one", "We also look at Gong.", outcome: "follow_up"));
        await bench.RaiseAsync(bench.Transcribed("one", "We also look at Gong.", outcome: "follow_up"));
        await bench.SendAsync();

        bench.Channels["first"].Alerts.Single(alert => alert.RuleId == "lost-with-competitor").Outcome.ShouldBe("lost");
    }

    [Fact]
    public async Task What_is_remembered_is_forgotten_after_a_week_and_with_other_conditions()
    {
        await using var bench = await AlertingBench.CreateAsync(OneCall.Rules);
        await bench.RaiseAsync(bench.Transcribed("one", "We also look at Gong."));
        await bench.RaiseAsync(bench.Transcribed("two", "We also look at Gong."));
        await using var edited = await AlertingBench.CreateAsync(
            OneCall.Rules.Replace("any: [gong]", "any: [chorus]", StringComparison.Ordinal),
            replicaOf: bench
        );
        await edited.RaiseAsync(OneCall.Lost(edited, "two"));
        bench.Time.Advance(TimeSpan.FromDays(8));
        await bench.CleanAsync();
        await bench.RaiseAsync(OneCall.Lost(bench, "one"));

        (await bench.ReadAsync()).ShouldNotContain(row => row.RuleId == "lost-with-competitor");
    }

    [Theory]
    [InlineData("transcript: unavailable", true)]
    [InlineData("transcript: unavailable", false)]
    [InlineData("noneOf: [ { transcript: ready } ]", true)]
    [InlineData("noneOf: [ { transcript: ready } ]", false)]
    public async Task A_transcript_that_comes_after_all_is_not_reported_as_missing(string condition, bool isTranscribed)
    {
        var rules = $$"""
            version: 1
            rules:
              - id: lost-without-transcript
                title: Lost, and no transcript came
                when: [ { outcome: lost }, { {{condition}} } ]
                notify: [first]
            """;
        await using var bench = await AlertingBench.CreateAsync(rules);
        await bench.RaiseAsync(OneCall.Unavailable(bench, "one"));
        if (isTranscribed)
            await bench.RaiseAsync(OneCall.Transcribed(bench, "one"));
        await bench.RaiseAsync(OneCall.Lost(bench, "one"));

        (await bench.ReadAsync()).Count.ShouldBe(isTranscribed ? 0 : 1);
    }

    [Fact]
    public async Task Nothing_of_a_call_is_remembered_once_the_rule_has_fired()
    {
        await using var bench = await AlertingBench.CreateAsync(OneCall.Rules);
        await bench.RaiseAsync(OneCall.Lost(bench, "one"));
        await bench.RaiseAsync(bench.Transcribed("one", "We also look at Gong.", Outcomes.Lost));
        await bench.RaiseAsync(OneCall.Lost(bench, "one"));
        await bench.SendAsync();

        bench.Channels["first"].Alerts.Count(alert => alert.RuleId == "lost-with-competitor").ShouldBe(1);
        (await bench.ReadRememberedAsync())
            .Where(match => match.RuleId == "lost-with-competitor")
            .Select(match => (match.Fields, match.Rest, match.Call))
            .ShouldBe([(RememberedMatch.Fired, RememberedMatch.Fired, "")]);
    }
}
