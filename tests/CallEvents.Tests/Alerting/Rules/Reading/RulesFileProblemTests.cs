using CallEvents.Alerting.Rules.Reading;

namespace CallEvents.Tests.Alerting.Rules.Reading;

/// <summary>Every line that a wrong rules file gets, except those of its rules.</summary>
public sealed class RulesFileProblemTests
{
    internal const string RuleKeys =
        "one of id, title, description, enabled, severity, events, only, when, once, maxAge, late, notify, message, throttle, deliver, "
        + "escalate, examples";

    internal const string Origins = "one of live, backfill, reread, replay, or a list of them";
    internal const string Channel = "the name of a channel in the settings, or a list of them";
    internal const string Duration = "a duration such as 150s, 2m, 1h30m or 7d";

    [Theory]
    [InlineData("¦", "file: found nothing, expected a mapping")]
    [InlineData("¦[]", "file: found a list, expected a mapping with version, defaults, lists, routes, rules")]
    [InlineData("¦rules: []", "file: found no version, expected the key version")]
    [InlineData("¦version: 1", "file: found no rules, expected the key rules")]
    [InlineData("version: ¦2\nrules: []", "version: found '2', expected 1")]
    [InlineData("version: ¦'1'\nrules: []", "version: found '1', expected 1")]
    [InlineData("version: 1\nrules:¦", "rules: found nothing, expected a list of rules, or []")]
    [InlineData("version: 1\nrules: []\nroutes: ¦{}", "routes: found a mapping, expected a list of routes, or []")]
    [InlineData(
        "version: 1\n¦ruels: []\nrules: []",
        "ruels: found an unknown key, expected one of version, defaults, lists, routes, rules; did you mean rules?"
    )]
    [InlineData("version: 1\nrules: []\n¦rules: []", "rules: found the key again, after line 2, expected it once")]
    [InlineData(
        "version: 1\nrules: []\ndefaults: { ¦enabled: true }",
        "defaults.enabled: found an unknown key, expected one of notify, severity, maxAge, late"
    )]
    [InlineData(
        "version: 1\nrules: []\ndefaults: { severity: ¦warn }",
        "defaults.severity: found 'warn', expected one of info, warning, error, critical"
    )]
    [InlineData("version: 1\nrules: []\ndefaults: { late: ¦never }", "defaults.late: found 'never', expected one of digest, drop")]
    [InlineData("version: 1\nrules: []\nlists: ¦[]", "lists: found a list, expected a mapping of names to lists of texts")]
    [InlineData(
        "version: 1\nrules: []\nlists: { ¦1st: [x] }",
        "lists.1st: found no name of a list, expected a letter and then letters, digits, - and _"
    )]
    [InlineData("version: 1\nrules: []\nlists: { a: ¦x }", "lists.a: found 'x', expected a list of texts")]
    [InlineData("version: 1\nrules: []\nlists: { a: ¦[] }", "lists.a: found an empty list, expected a list of texts")]
    [InlineData("version: 1\nrules: []\nlists: { a: [x], b: [¦$a] }", "lists.b[0]: found a list in a list, expected a text")]
    [InlineData("version: 1\nrules: []\nlists: { a: [x, ¦{}] }", "lists.a[1]: found a mapping, expected a text")]
    [InlineData(
        "version: 1\nrules: []\nroutes: [ ¦{ team: x } ]",
        "routes[0]: found no notify, expected the key notify: to which channels"
    )]
    [InlineData(
        "version: 1\nrules: []\nroutes: [ ¦{ team: x, teams: y, notify: log } ]",
        "routes[0]: found team and teams, expected one of them"
    )]
    [InlineData(
        "version: 1\nrules: []\nroutes: [ { notify: log, continue: ¦'true' } ]",
        "routes[0].continue: found 'true', expected true or false, without quotes"
    )]
    [InlineData(
        "version: 1\nrules: []\nroutes: [ { severity: [error, ¦fatal], notify: log } ]",
        "routes[0].severity[1]: found 'fatal', expected one of info, warning, error, critical"
    )]
    [InlineData(
        "version: 1\nrules: []\nroutes: [ { severity: ¦[], notify: log } ]",
        "routes[0].severity: found an empty list, expected one of info, warning, error, critical, or a list of them"
    )]
    [InlineData(
        "version: 1\nrules: []\nroutes: [ { notify: log, origins: ¦[] } ]",
        $"routes[0].origins: found an empty list, expected {Origins}"
    )]
    [InlineData(
        "version: 1\nrules: []\nroutes: [ ¦coaching ]",
        "routes[0]: found 'coaching', expected a mapping with severity, team, workspaces, reps, teams, domains, notDomains, origins, "
            + "notify, continue"
    )]
    [InlineData("version: 1\nrules: []\ndefaults: ¦log", "defaults: found 'log', expected a mapping with notify, severity, maxAge, late")]
    [InlineData("version: 1\nrules: []\ndefaults: { maxAge: ¦1w }", $"defaults.maxAge: found '1w', expected {Duration}")]
    [InlineData("version: 1\nrules: []\ndefaults: { notify: ¦null }", $"defaults.notify: found nothing, expected {Channel}")]
    [InlineData(
        "version: 1\nrules: []\nlists: { a: [x] }\nroutes: [ { team: ¦$b, notify: log } ]",
        "routes[0].team: found '$b', expected $a"
    )]
    public void Of_the_file(string yaml, string expected) => Check(yaml, expected);

    [Fact]
    public void All_problems_are_found_in_the_order_of_the_file() =>
        Check(
            "version: ¦2\nrules:\n- ¦{ id: ¦a b, titel: A, when: [ ¦{} ] }\n- { id: b, title: B, when: [ { score: 1 } ] }"
                .Replace("titel", "¦titel", StringComparison.Ordinal)
                .Replace("score", "¦score", StringComparison.Ordinal),
            "version: found '2', expected 1",
            "rules[0]: found no title, expected the key title",
            "rules[0].id: found 'a b', expected 1 to 64 letters, digits and -, the first no -",
            $"rules[0].titel: found an unknown key, expected {RuleKeys}; did you mean title?",
            "rules[0].when[0]: found an empty mapping, expected a condition: a mapping of one key",
            $"rules[1].when[0].score: found an unknown condition, expected {RulesFileConditionTests.Conditions}"
        );

    internal static void Check(string yaml, params string[] expected)
    {
        var marked = MarkedYaml.Parse(yaml);
        marked.Places.Count.ShouldBe(expected.Length, "the test marks each place");

        var (rules, problems) = RulesFile.Parse(
            marked.Text,
            "rules.yaml",
            new()
            {
                Message = template =>
                    template.Contains("foo", StringComparison.Ordinal) ? ["the unknown name foo"]
                    : template.Contains("long", StringComparison.Ordinal) ? ["a template of 4001 characters, expected 4000 at most"]
                    : [],
            }
        );

        rules.ShouldBeNull();
        problems.ShouldBe(marked.Lines("rules.yaml", expected));
    }
}
