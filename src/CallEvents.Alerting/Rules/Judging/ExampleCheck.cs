using CallEvents.Contracts;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Alerting.Rules.Judging;

/// <summary>
/// Judges the words of a rule on its examples. An example has words and no more: conditions about fields, about times and about the
/// transcript's state are left out, and so is <c>in</c>.
/// </summary>
internal static class ExampleCheck
{
    private const int MaxShown = 80;

    /// <summary>The examples that do not come out as the rule says.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="showsWords">
    /// Whether an example's words are repeated in what was found. Often they are words of a real call, which belong in no log.
    /// </param>
    public static IReadOnlyList<ExampleFailure> Run(Rule rule, bool showsWords = false)
    {
        List<Condition> judged = [.. rule.When.Select(WordsOf).OfType<Condition>()];
        return
        [
            .. rule.Fires.Select(example => Check(judged, example, mustFire: true, showsWords)).OfType<ExampleFailure>(),
            .. rule.Silent.Select(example => Check(judged, example, mustFire: false, showsWords)).OfType<ExampleFailure>(),
        ];
    }

    private static ExampleFailure? Check(List<Condition> conditions, Example example, bool mustFire, bool showsWords)
    {
        var judge = new ConditionJudge(CallOf(example));
        List<ConditionAnswer> answers = [.. conditions.Select(judge.Judge)];
        if (answers.TrueForAll(answer => answer.Answer is Answer.True) == mustFire)
            return null;
        var call = showsWords ? $" on {Show(example)}" : "";
        return mustFire
            ? new(example, $"no alert{call}, since {Describe(answers.First(one => one.Answer is not Answer.True), showsWords)}", "one")
            : new(example, $"an alert{call}, since {DescribeAny(answers, showsWords)}", "none");
    }

    private static CallEvent CallOf(Example example) =>
        new(
            EventKind.Transcribed,
            Workspace: "",
            Origins.Live,
            DateTimeOffset.UnixEpoch,
            Revision: 0,
            new Call { Id = "", CreatedAt = DateTimeOffset.UnixEpoch }
        )
        {
            Transcript = [.. example.Lines.Select(line => new Segment { Speaker = line.Speaker, Text = line.Words })],
        };

    /// <summary>What of a condition can be judged by words alone; null for nothing.</summary>
    private static Condition? WordsOf(Condition condition) =>
        condition switch
        {
            Condition.Said said => said with { Words = said.Words with { In = null } },
            Condition.Measured measured when !MeasureJudge.NeedsTimes(measured.Measure) => measured,
            Condition.Group group when group.Conditions.Select(WordsOf).OfType<Condition>().ToList() is { Count: > 0 } parts => group with
            {
                Conditions = parts,
            },
            _ => null,
        };

    private static string DescribeAny(List<ConditionAnswer> answers, bool showsWords) =>
        answers is [var first, ..] ? Describe(first, showsWords) : "no condition is about words";

    private static string Describe(ConditionAnswer answer, bool showsWords) =>
        answer switch
        {
            { Snippets: [var snippet, ..] } when showsWords => $"{answer.Condition.Text} finds “{Plain(snippet.Words)}”",
            { Found: { } found } => $"{answer.Condition.Text}: {found}",
            { Answer: Answer.True } => $"{answer.Condition.Text} holds",
            _ => $"{answer.Condition.Text} does not hold",
        };

    private static string Show(Example example) =>
        $"“{Plain(string.Join(" / ", example.Lines.Select(line => $"{line.Speaker}: {line.Words}")))}”";

    private static string Plain(string text) => Format.Plain(text.Length <= MaxShown ? text : Shortened(text));

    private static string Shortened(string text)
    {
        var kept = text[..(MaxShown - 1)];
        return (char.IsHighSurrogate(kept[^1]) ? kept[..^1] : kept) + "…";
    }
}
