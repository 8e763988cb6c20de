using CallEvents.Alerting.Rules.Reading;

namespace CallEvents.Tests.Alerting.Rules.Reading;

/// <summary>Every line that a wrong rules file gets, except those of conditions.</summary>
public sealed class RulesFileProblemTests
{
    private const string Texts = "a text, a list of texts, or $name for a list of this file";
    private const string RuleKeys =
        "one of id, title, description, enabled, severity, events, only, when, once, maxAge, late, notify, message, throttle, deliver, "
        + "escalate, examples";

    private const string Channel = "the name of a channel in the settings, or a list of them";
    private const string Duration = "a duration such as 150s, 2m, 1h30m or 7d";
    private const string Line = "a line such as \"prospect: We look at others.\", in quotes";

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
    public void Of_the_file(string yaml, string expected) => Check(yaml, expected);

    [Theory]
    [InlineData("¦ttile: x", $"rules[0].ttile: found an unknown key, expected {RuleKeys}; did you mean title?")]
    [InlineData("¦on: recorded", $"rules[0].on: found an unknown key, expected {RuleKeys}")]
    [InlineData("¦title: B", "rules[0].title: found the key again, after line 3, expected it once")]
    [InlineData("description: ¦[]", "rules[0].description: found a list, expected a text")]
    [InlineData("enabled: ¦yes", "rules[0].enabled: found 'yes', expected true or false, without quotes")]
    [InlineData("severity: ¦eror", "rules[0].severity: found 'eror', expected one of info, warning, error, critical; did you mean error?")]
    [InlineData("once: ¦calls", "rules[0].once: found 'calls', expected one of call, change; did you mean call?")]
    [InlineData("maxAge: ¦24", $"rules[0].maxAge: found '24', expected {Duration}")]
    [InlineData("maxAge: ¦0h", $"rules[0].maxAge: found '0h', expected {Duration}")]
    [InlineData("maxAge: ¦1m1h", $"rules[0].maxAge: found '1m1h', expected {Duration}")]
    [InlineData("maxAge: ¦999999d", $"rules[0].maxAge: found '999999d', expected {Duration}")]
    [InlineData("maxAge: ¦{}", $"rules[0].maxAge: found a mapping, expected {Duration}")]
    [InlineData("late: ¦null", "rules[0].late: found nothing, expected one of digest, drop")]
    [InlineData("deliver: ¦daily", "rules[0].deliver: found 'daily', expected one of now, digest")]
    [InlineData("notify: ¦[]", $"rules[0].notify: found an empty list, expected {Channel}")]
    [InlineData("notify: [log, ¦{}]", $"rules[0].notify[1]: found a mapping, expected {Channel}")]
    [InlineData(
        "notify: ¦https://hooks.slack.com/services/T0/B0/secret",
        "rules[0].notify: found no name of a channel, expected letters, digits, - and _: the address of a channel belongs in the settings"
    )]
    [InlineData("notify: ¦$x", "rules[0].notify: found $x, and no lists in the file, expected the key lists with it")]
    [InlineData(
        "only: ¦{}",
        "rules[0].only: found an empty mapping, expected one of workspaces, reps, teams, domains, notDomains, origins"
    )]
    [InlineData(
        "only: { ¦team: x }",
        "rules[0].only.team: found an unknown key, "
            + "expected one of workspaces, reps, teams, domains, notDomains, origins; did you mean teams?"
    )]
    [InlineData("only: { reps: ¦{} }", $"rules[0].only.reps: found a mapping, expected {Texts}")]
    [InlineData(
        "only: { domains: [acme.com, ¦'*.acme.com'] }",
        "rules[0].only.domains[1]: found a text that is no domain, expected a whole domain such as acme.com, without * and subdomains of it"
    )]
    [InlineData(
        "only: { notDomains: ¦jane@acme.com }",
        "rules[0].only.notDomains: found a text that is no domain, "
            + "expected a whole domain such as acme.com, without * and subdomains of it"
    )]
    [InlineData(
        "only: { origins: ¦Live }",
        "rules[0].only.origins: found 'Live', expected one of live, backfill, reread, replay; did you mean live?"
    )]
    [InlineData("throttle: ¦{ per: rep }", "rules[0].throttle: found no max, no every, expected the keys per, max, every")]
    [InlineData(
        "throttle: { per: ¦team, max: ¦0, every: ¦1w, excess: ¦keep }",
        "rules[0].throttle.per: found 'team', expected one of rep, prospect, rule",
        "rules[0].throttle.max: found '0', expected a whole number from 1 to 1000000",
        $"rules[0].throttle.every: found '1w', expected {Duration}",
        "rules[0].throttle.excess: found 'keep', expected one of digest, drop"
    )]
    [InlineData("throttle: ¦3", "rules[0].throttle: found '3', expected a mapping with per, max, every, excess")]
    [InlineData(
        "escalate: ¦{ after: ¦1.5, within: 30d, per: ¦rule }",
        "rules[0].escalate: found no notify, expected the keys after, within, per, notify",
        "rules[0].escalate.after: found '1.5', expected a whole number from 1 to 1000000",
        "rules[0].escalate.per: found 'rule', expected one of rep, prospect"
    )]
    [InlineData("message: ¦''", "rules[0].message: found nothing, expected a text in Liquid")]
    [InlineData(
        "message: ¦'{{ foo }}'",
        "rules[0].message: found the unknown name foo, expected Liquid over rule, call, rep, prospect, matches, change, link"
    )]
    [InlineData(
        "examples: { ¦fire: [] }",
        "rules[0].examples.fire: found an unknown key, expected one of fires, silent; did you mean fires?"
    )]
    [InlineData(
        "examples: { fires: ¦'prospect: Hi.' }",
        "rules[0].examples.fires: found 'prospect: Hi.', expected a list of calls: each a line \"speaker: words\", or a list of lines"
    )]
    [InlineData(
        "examples: { fires: ¦[] }",
        "rules[0].examples.fires: found an empty list, expected a list of calls: each a line \"speaker: words\", or a list of lines"
    )]
    [InlineData("examples: { silent: [¦[]] }", $"rules[0].examples.silent[0]: found an empty list, expected at least {Line}")]
    [InlineData("examples: { silent: [¦prospect: Hi.] }", $"rules[0].examples.silent[0]: found a mapping, expected {Line}")]
    [InlineData(
        "examples: { silent: [[¦'no speaker', ¦': none', ¦'rep:  ']] }",
        $"rules[0].examples.silent[0][0]: found a line without a speaker, a colon and words, expected {Line}",
        $"rules[0].examples.silent[0][1]: found a line without a speaker, a colon and words, expected {Line}",
        $"rules[0].examples.silent[0][2]: found a line without a speaker, a colon and words, expected {Line}"
    )]
    public void Of_a_rule(string yaml, params string[] expected) =>
        Check($"version: 1\nrules:\n- {{ id: a, title: A, when: [ {{ outcome: lost }} ], {yaml} }}", expected);

    [Theory]
    [InlineData("¦{}", "no id, expected the key id", "no title, expected the key title", "no when, expected the key when")]
    [InlineData("¦x", $"'x', expected a mapping with {RuleKeys}")]
    public void Of_a_rule_that_is_none(string yaml, params string[] expected) =>
        Check(
            $"version: 1\nrules:\n- {yaml.Replace("¦", string.Concat(expected.Select(_ => "¦")), StringComparison.Ordinal)}",
            [.. expected.Select(line => $"rules[0]: found {line.Replace("one of ", "", StringComparison.Ordinal)}")]
        );

    [Theory]
    [InlineData("¦under_score", "'under_score', expected 1 to 64 letters, digits and -, the first no -")]
    [InlineData("¦-x", "'-x', expected 1 to 64 letters, digits and -, the first no -")]
    [InlineData("¦a", "the id again, after line 3, expected an id of its own")]
    public void Of_an_id(string yaml, string expected) =>
        Check(
            $"version: 1\nrules:\n- {{ id: a, title: A, when: [ {{ outcome: lost }} ] }}\n"
                + $"- {{ id: {yaml}, title: A, when: [ {{ outcome: lost }} ] }}",
            $"rules[1].id: found {expected}"
        );

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

    private static void Check(string yaml, params string[] expected)
    {
        var marked = MarkedYaml.Parse(yaml);
        marked.Places.Count.ShouldBe(expected.Length, "the test marks each place");

        var (rules, problems) = RulesFile.Parse(
            marked.Text,
            "rules.yaml",
            new() { Message = template => template.Contains("foo", StringComparison.Ordinal) ? ["the unknown name foo"] : [] }
        );

        rules.ShouldBeNull();
        problems.ShouldBe(marked.Lines("rules.yaml", expected));
    }
}
