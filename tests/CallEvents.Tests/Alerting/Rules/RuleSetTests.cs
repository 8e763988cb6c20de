using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Rules.Reading;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.Tests.Alerting.Rules;

public sealed class RuleSetTests
{
    private const string Routes = """
        version: 1
        defaults: { notify: [fallback] }
        lists: { teams: [emea, apac] }
        routes:
          - { severity: [error, critical], notify: [oncall, deals] }
          - { teams: $teams, domains: [acme.com], notify: [acme], continue: true }
          - { team: emea, notify: [emea, ACME] }
          - { workspaces: main, reps: user_1, notDomains: [acme.com], notify: main }
        rules:
          - { id: own, title: Own, when: [ { outcome: lost } ], notify: [own, own] }
          - { id: severe, title: Severe, when: [ { outcome: lost } ], severity: critical }
          - { id: mild, title: Mild, when: [ { outcome: lost } ] }
        """;

    private static readonly RuleSet Set = RulesFile.Parse(Routes, "rules.yaml").Value.ShouldNotBeNull();

    [Theory]
    [InlineData("own", "emea", "jane@acme.com", "own")]
    [InlineData("severe", "emea", "jane@acme.com", "oncall,deals")]
    [InlineData("mild", "emea", "jane@ACME.com", "acme,emea")]
    [InlineData("mild", "apac", "jane@acme.com", "acme")]
    [InlineData("mild", "emea", "jane@sub.acme.com", "emea,ACME")]
    [InlineData("mild", "apac", "jane@sub.acme.com", "main")]
    [InlineData("mild", null, null, "main")]
    [InlineData("mild", null, "jane@acme.com", "fallback")]
    public void A_rules_channels_are_its_own_or_those_of_its_routes(string rule, string? team, string? prospect, string expected) =>
        Set.ChannelsOf(Set.Rules.Single(one => one.Id == rule), Event(prospect), new Person { Id = "user_1", Team = team })
            .ShouldBe(expected.Split(','));

    [Fact]
    public void History_has_the_same_routes() =>
        Set.ChannelsOf(Set.Rules[2], Event(null) with { Origin = Origins.Backfill }, new Person { Id = "user_1", Team = "emea" })
            .ShouldBe(["emea", "ACME"]);

    [Fact]
    public void Channels_that_the_settings_lack_are_named_with_their_places() =>
        RulesFile
            .Parse(Routes, "rules.yaml", new() { Channels = ["log", "Own", "oncall", "deals", "acme", "emea", "mian"] })
            .Problems.ShouldBe([
                "rules.yaml:2:22: defaults.notify[0]: found 'fallback', "
                    + "expected a channel of the settings: Own, acme, deals, emea, log, mian, oncall",
                "rules.yaml:8:71: routes[3].notify: found 'main', "
                    + "expected a channel of the settings: Own, acme, deals, emea, log, mian, oncall; did you mean mian?",
            ]);

    private static CallEvent Event(string? prospect) =>
        new(
            EventKind.Recorded,
            "main",
            Origins.Live,
            DateTimeOffset.UnixEpoch,
            Revision: 1,
            new Call
            {
                Id = "call_1",
                CreatedAt = DateTimeOffset.UnixEpoch,
                RepId = "user_1",
                ProspectEmail = prospect,
            }
        );
}
