using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Rules.Judging;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.People;
using Spectre.Console;

namespace CallEvents.Alerting.Commands.Testing;

/// <summary>What a message makes of each rule of a file.</summary>
internal sealed record RulesTestReport(string Call, string Workspace, EventKind Event, IReadOnlyList<TestedRule> Rules) : CommandReport
{
    public static RulesTestReport Of(RuleSet rules, CallEvent callEvent, Person? rep, FindHold hold)
    {
        var judge = new RuleJudge(callEvent, rep);
        return new(
            callEvent.Call.Id,
            callEvent.Workspace,
            callEvent.Kind,
            [.. rules.Rules.Select(rule => TestedRule.Of(rule, judge.Judge(rule), rules, callEvent, rep, hold))]
        );
    }

    public override void WriteTo(IAnsiConsole console)
    {
        var writer = console.Profile.Out.Writer;
        var fires = Rules.Count(rule => rule.Result is TestResult.Fires);
        Line($"{Call} of {Workspace}, {RuleJudge.NameOf(Event)}: {fires} of {Format.Number(Rules.Count, "rule")} would fire");
        foreach (var rule in Rules)
        {
            writer.WriteLine();
            Mark(console, rule.Result);
            Line($" {rule.Id}: {rule.Why}");
            foreach (var condition in rule.Conditions)
                Write(condition, "    ");
            foreach (var channel in rule.Channels)
                Line($"    → {string.Join("; ", [channel.Channel, .. channel.Holds])}");
        }

        void Write(TestedCondition condition, string indent)
        {
            Mark(console, indent, condition.Answer);
            Line($" {condition.Condition}{(condition.Found is { } found ? $" – {found}" : "")}");
            foreach (var part in condition.Parts)
                Write(part, $"{indent}    ");
            foreach (var snippet in condition.Snippets)
                Line($"{indent}  {Place(snippet)}“{snippet.Sentence}” ({snippet.Words})");
        }

        void Line(string text) => writer.WriteLine(Format.Plain(text));
    }

    private static string Place(Snippet snippet)
    {
        var time = snippet.StartSeconds is { } start ? $"{ShownValue.Clock(start)} " : "";
        return snippet.Speaker is { } speaker ? $"{time}{speaker}: " : time;
    }

    private static void Mark(IAnsiConsole console, TestResult result)
    {
        var answer =
            result is TestResult.Fires ? Answer.True
            : result is TestResult.Silent ? Answer.False
            : Answer.Unknown;
        if (result is TestResult.NotJudged)
            console.Markup("[grey]-[/]");
        else
            Mark(console, indent: "", answer);
    }

    private static void Mark(IAnsiConsole console, string indent, Answer answer) =>
        console.Markup(
            answer switch
            {
                Answer.True => $"{indent}[green]✓[/]",
                Answer.False => $"{indent}[red]✗[/]",
                _ => $"{indent}[yellow]?[/]",
            }
        );
}
