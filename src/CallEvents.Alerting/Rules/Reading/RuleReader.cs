using System.Text.RegularExpressions;
using CallEvents.Alerting.Alerts;
using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>Reads the rules of a file.</summary>
/// <param name="texts">Reads texts, and knows the file's lists.</param>
/// <param name="defaults">What holds where a rule does not say it.</param>
/// <param name="checks">What messages and examples are checked against.</param>
/// <param name="problems">Those of the file.</param>
internal sealed partial class RuleReader(FileTexts texts, RuleDefaults defaults, RulesChecks checks, YamlProblems problems)
{
    private const string AnyText = "a text";

    private static readonly string[] Required = ["id", "title", "when"];

    private static readonly string[] Keys =
    [
        "id",
        "title",
        "description",
        "enabled",
        "severity",
        "events",
        "only",
        "when",
        "once",
        "maxAge",
        "late",
        "notify",
        "message",
        "throttle",
        "deliver",
        "escalate",
        "examples",
    ];

    private readonly ConditionReader conditions = new(texts);
    private readonly ScopeReader scopes = new(texts);
    private readonly DeliveryReader delivery = new(texts);
    private readonly Dictionary<string, long> lines = [];

    /// <summary>
    /// The rule; null when it has no id, title or conditions, which is a problem. The examples of a rule with a problem are not judged.
    /// </summary>
    public Rule? Read(YamlField item)
    {
        var before = problems.Count;
        var (rule, examples) = ReadAll(item);
        if (rule is null || problems.Count > before)
            return rule;

        foreach (var (example, found, expected) in checks.Examples(rule))
            examples.First(one => ReferenceEquals(one.Example, example)).Field.Wrong(found, expected);
        return rule;
    }

    private (Rule? Rule, IReadOnlyList<PlacedExample> Examples) ReadAll(YamlField item)
    {
        var fields = item.Fields(Keys);
        foreach (var key in Required.Where(key => item.IsMapping && !fields.ContainsKey(key)))
            item.Wrong($"no {key}", $"the key {key}");

        var id = ReadId(fields.GetValueOrDefault("id"));
        var title = fields.GetValueOrDefault("title")?.Text(AnyText);
        var when = fields.TryGetValue("when", out var list) ? conditions.Read(list) : [];
        var (events, isMixed) = list is null
            ? (new HashSet<EventKind>(), false)
            : EventsReader.Read(list, when, fields.GetValueOrDefault("events"));
        var (fires, silent) = fields.TryGetValue("examples", out var examples) ? ExampleReader.Read(examples) : ([], []);
        var rule = new Rule
        {
            Id = id ?? "",
            Title = title ?? "",
            Description = fields.GetValueOrDefault("description")?.Text(AnyText),
            Enabled = fields.GetValueOrDefault("enabled")?.Flag() ?? true,
            Severity = (fields.TryGetValue("severity", out var severity) ? EnumReader.Read<Severity>(severity) : null) ?? defaults.Severity,
            Events = events,
            Only = fields.TryGetValue("only", out var only) ? scopes.ReadOnly(only) : Scope.All,
            When = when,
            IsMixed = isMixed,
            Once = (fields.TryGetValue("once", out var once) ? EnumReader.Read<Once>(once) : null) ?? Once.Call,
            Fires = [.. fires.Select(one => one.Example)],
            Silent = [.. silent.Select(one => one.Example)],
            Fingerprint = Fingerprints.Of(when),
        };
        if (isMixed && rule.Once is Once.Change)
            once!.Wrong("change in a rule with conditions about fields and about the transcript", "call, or two rules");
        rule = ReadDelivery(rule, fields);
        return (id is null || title is null || when.Count == 0 ? null : rule, [.. fires, .. silent]);
    }

    private Rule ReadDelivery(Rule rule, IReadOnlyDictionary<string, YamlField> fields) =>
        rule with
        {
            MaxAge = (fields.TryGetValue("maxAge", out var maxAge) ? ValueReader.ReadDuration(maxAge) : null) ?? defaults.MaxAge,
            Late = (fields.TryGetValue("late", out var late) ? EnumReader.Read<LatePolicy>(late) : null) ?? defaults.Late,
            Notify = fields.TryGetValue("notify", out var notify) ? texts.ReadChannels(notify) : null,
            Message = fields.TryGetValue("message", out var message) ? ReadMessage(message) : null,
            Throttle = fields.TryGetValue("throttle", out var throttle) ? DeliveryReader.ReadThrottle(throttle) : null,
            DeliverInDigest = fields.TryGetValue("deliver", out var deliver) && deliver.Choice("now", "digest") == "digest",
            Escalate = fields.TryGetValue("escalate", out var escalate) ? delivery.ReadEscalation(escalate) : null,
        };

    private string? ReadId(YamlField? field)
    {
        const string expected = "1 to 64 letters, digits and -, the first no -";
        if (field?.Text(expected) is not { } id)
            return null;

        if (!RuleId().IsMatch(id))
            field.Wrong(expected);
        else if (!lines.TryAdd(id, field.Line))
            field.Wrong($"the id again, after line {lines[id]}", "an id of its own");
        return id;
    }

    private string? ReadMessage(YamlField field)
    {
        if (field.Text("a text in Liquid") is not { } template)
            return null;

        foreach (var problem in checks.Message(template).Select(problem => problem.Split(", expected ", 2)))
            field.Wrong(
                problem[0],
                problem is [_, var expected] ? expected : "Liquid over rule, call, rep, prospect, matches, change, link"
            );
        return template;
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9-]{0,63}\z")]
    private static partial Regex RuleId();
}
