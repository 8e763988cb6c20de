using System.Globalization;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels.Wording;
using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.Alerting.Commands.Backtest;

/// <summary>Prints a backtest on a terminal.</summary>
internal static class BacktestText
{
    private const int MaxReps = 5;

    public static void Write(IAnsiConsole console, BacktestReport report)
    {
        var writer = console.Profile.Out.Writer;
        foreach (var line in Head(report))
            writer.WriteLine(line);
        if (report.Judged > 0)
        {
            console.Write(RuleTable(report));
            foreach (var rule in report.Rules.Where(rule => rule.Calls > 0))
                WriteRule(writer, rule);
            if (report.Channels.Count > 0)
                console.Write(ChannelTable(report));
        }

        WriteDifferences(writer, report.Against ?? []);
        if (report.CannotKnow.Count > 0)
            writer.WriteLine("Not known:");
        foreach (var sentence in report.CannotKnow)
            writer.WriteLine($"- {Format.Plain(sentence)}");
    }

    private static IEnumerable<string> Head(BacktestReport report)
    {
        if (report.Stopped is { } reason)
            yield return $"PARTIAL: {Format.Plain(reason)}. The numbers are about what was read until then.";
        yield return $"{Format.Instant(report.From)} to {Format.Instant(report.To)}, workspace {string.Join(", ", report.Workspaces)}";
        var judged = $"{Format.Number(report.Judged)} of {Format.Number(report.Calls, "call")} judged";
        yield return (report.IsSample ? $"{judged}: a sample, and all numbers are the sample's" : judged)
            + (
                report.Transcripts is { } transcripts
                    ? $", {Format.Number(transcripts.Ready)} with a transcript"
                    : "; no rule is about the transcript, and none was read"
            );
        yield return $"{Format.Number(report.Requests, "request")} sent"
            + (report.Cached > 0 ? $", {Format.Number(report.Cached, "call")} from the cache" : "");
    }

    private static Table RuleTable(BacktestReport report)
    {
        var table = CreateTable("rule", "severity", "calls", "per day", "single", "in digests", "dropped");
        foreach (var rule in report.Rules)
        {
            var digests = rule.Delivered.InDigest + rule.Delivered.InQuietDigest + rule.Delivered.InThrottleDigest;
            AddRow(
                table,
                rule.Id,
                Severities.NameOf(rule.Severity),
                Format.Number(rule.Calls),
                Decimal(rule.PerDay),
                Format.Number(rule.Delivered.Single),
                Format.Number(digests),
                Format.Number(rule.Delivered.Dropped)
            );
        }

        return table;
    }

    private static Table ChannelTable(BacktestReport report)
    {
        var table = CreateTable("channel", "single", "digests", "messages per day");
        foreach (var channel in report.Channels)
            AddRow(table, channel.Channel, Format.Number(channel.Single), Format.Number(channel.Digests), Decimal(channel.PerDay));
        return table;
    }

    private static void WriteRule(TextWriter writer, RuleFindings rule)
    {
        var reps = rule.ByRep.Take(MaxReps).Select(rep => $"{rep.Name ?? rep.RepId ?? "no rep"} {Format.Number(rep.Calls)}");
        var more = rule.ByRep.Count > MaxReps ? $", {Format.Number(rule.ByRep.Count - MaxReps)} more" : "";
        writer.WriteLine(Format.Plain($"{rule.Id}: {string.Join(", ", reps)}{more}"));
        WriteExamples(writer, "  ", rule.Examples);
    }

    private static void WriteDifferences(TextWriter writer, IReadOnlyList<RuleDifference> differences)
    {
        foreach (var rule in differences)
        {
            writer.WriteLine($"{rule.Id}: {Format.Number(rule.Come, "call")} would come, {Format.Number(rule.Go)} would go");
            WriteExamples(writer, "  + ", rule.ComeExamples);
            WriteExamples(writer, "  - ", rule.GoExamples);
        }
    }

    private static void WriteExamples(TextWriter writer, string indent, IReadOnlyList<ExampleCall> examples)
    {
        if (examples.Count == 0)
            return;
        if (examples.All(example => example.Words is null))
        {
            writer.WriteLine(Format.Plain($"{indent}{string.Join(", ", examples.Select(example => example.CallId))}"));
            return;
        }

        foreach (var example in examples)
        {
            writer.WriteLine(Format.Plain($"{indent}{example.CallId}"));
            foreach (var snippet in example.Words ?? [])
                writer.WriteLine(Format.Plain($"{indent}  {Describe(snippet)}"));
        }
    }

    private static string Describe(Snippet snippet)
    {
        var at = snippet.StartSeconds is { } seconds ? $"{TimeWording.Offset(seconds)} " : "";
        return $"{at}{snippet.Speaker ?? "?"}: {snippet.Sentence}";
    }

    private static Table CreateTable(params ReadOnlySpan<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var name in columns)
            table.AddColumn(
                new TableColumn(new Text(name)) { Alignment = table.Columns.Count == 0 ? Justify.Left : Justify.Right, NoWrap = true }
            );
        return table;
    }

    private static void AddRow(Table table, params IEnumerable<string> cells) => table.AddRow(cells.Select(cell => new Text(cell)));

    private static string Decimal(double number) => number.ToString("0.0", CultureInfo.InvariantCulture);
}
