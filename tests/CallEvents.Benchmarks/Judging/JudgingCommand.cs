using System.CommandLine;
using System.Globalization;
using CallEvents.Alerting.Rules;
using Spectre.Console;

namespace CallEvents.Benchmarks.Judging;

/// <summary>The command <c>judging</c>, which measures how long rules take to judge a call.</summary>
internal static class JudgingCommand
{
    private const int WarmUpRuns = 200;

    public static Command Create()
    {
        var rules = new Option<int>("--rules") { Description = "How many rules.", DefaultValueFactory = _ => 20 };
        var segments = new Option<int>("--segments") { Description = "How long the transcript is.", DefaultValueFactory = _ => 400 };
        var runs = new Option<int>("--runs") { Description = "How many times it is judged.", DefaultValueFactory = _ => 1_000 };
        var command = new Command("judging", "Measures how long rules take to judge a call, the reading of its transcript included.")
        {
            rules,
            segments,
            runs,
        };
        command.SetAction(parsed => Run(parsed.GetValue(rules), parsed.GetValue(segments), parsed.GetValue(runs)));
        return command;
    }

    private static int Run(int ruleCount, int segmentCount, int runs)
    {
        var rules = JudgedRules.Create(ruleCount);
        var table = new Table().MarkdownBorder().AddColumns("transcript", "words", "median", "99 %", "rules that fired");
        foreach (var (name, text) in JudgedTranscripts.Texts)
        {
            var call = JudgedTranscripts.Create(text, segmentCount);
            var fired = 0;
            List<double> times = [];
            for (var run = 0; run < WarmUpRuns + runs; run++)
            {
                var started = TimeProvider.System.GetTimestamp();
                var judge = new RuleJudge(call, rep: null);
                fired = rules.Count(rule => judge.Judge(rule).Fires);
                times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            }

            var measured = times.Skip(WarmUpRuns).ToList();
            table.AddRow(
                name,
                Invariant($"{JudgedTranscripts.CountWords(call):N0}"),
                Invariant($"{Statistics.Median(measured):0.00} ms"),
                Invariant($"{Statistics.Percentile99(measured):0.00} ms"),
                Invariant($"{fired}")
            );
        }

        AnsiConsole.Write(table);
        return 0;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
