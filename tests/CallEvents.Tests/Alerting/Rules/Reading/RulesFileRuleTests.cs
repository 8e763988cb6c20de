using static CallEvents.Tests.Alerting.Rules.Reading.RulesFileProblemTests;

namespace CallEvents.Tests.Alerting.Rules.Reading;

/// <summary>Every line that a wrong rule gets, except those of its conditions.</summary>
public sealed class RulesFileRuleTests
{
    private const string Texts = "a text, a list of texts, or $name for a list of this file";
    private const string Line = "a line such as \"prospect: We look at others.\", in quotes";

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
    [InlineData("only: { origins: ¦[] }", $"rules[0].only.origins: found an empty list, expected {Origins}")]
    [InlineData(
        "only: ¦emea",
        "rules[0].only: found 'emea', expected a mapping with workspaces, reps, teams, domains, notDomains, origins"
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
    [InlineData(
        "escalate: { after: 2, within: ¦0d, per: rep, notify: ¦[], severity: ¦high }",
        $"rules[0].escalate.within: found '0d', expected {Duration}",
        $"rules[0].escalate.notify: found an empty list, expected {Channel}",
        "rules[0].escalate.severity: found 'high', expected one of info, warning, error, critical"
    )]
    [InlineData("message: ¦'{{ long }}'", "rules[0].message: found a template of 4001 characters, expected 4000 at most")]
    [InlineData("examples: ¦[]", "rules[0].examples: found a list, expected a mapping with fires, silent")]
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
    [InlineData(
        "id: ¦[], title: A, when: [ { outcome: lost } ]",
        "id: found a list, expected 1 to 64 letters, digits and -, the first no -"
    )]
    [InlineData("id: a, title: ¦null, when: [ { outcome: lost } ]", "title: found nothing, expected a text")]
    [InlineData("id: a, title: A, when: ¦[]", "when: found an empty list, expected a list of conditions")]
    [InlineData("id: a, title: A, when: ¦lost", "when: found 'lost', expected a list of conditions")]
    [InlineData(
        "id: a, title: A, when: [ { outcome: lost }, { said: { any: x } } ], once: ¦change",
        "once: found change in a rule with conditions about fields and about the transcript, expected call, or two rules"
    )]
    public void Of_what_a_rule_must_have(string yaml, string expected) =>
        Check($"version: 1\nrules: [ {{ {yaml} }} ]", $"rules[0].{expected}");

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
}
