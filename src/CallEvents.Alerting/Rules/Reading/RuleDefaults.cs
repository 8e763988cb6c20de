using CallEvents.Alerting.Alerts;
using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>What holds for rules that do not say it themselves.</summary>
internal sealed record RuleDefaults
{
    /// <summary>The channel that is always there.</summary>
    public IReadOnlyList<string> Notify { get; init; } = ["log"];

    public Severity Severity { get; init; } = Severity.Info;

    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(24);

    public LatePolicy Late { get; init; } = LatePolicy.Digest;

    /// <summary>Reads the key <c>defaults</c>.</summary>
    public static RuleDefaults Read(YamlField field, FileTexts texts)
    {
        var fields = field.Fields("notify", "severity", "maxAge", "late");
        var defaults = new RuleDefaults();
        return defaults with
        {
            Notify = fields.TryGetValue("notify", out var notify) ? texts.ReadChannels(notify) : defaults.Notify,
            Severity = (fields.TryGetValue("severity", out var severity) ? EnumReader.Read<Severity>(severity) : null) ?? defaults.Severity,
            MaxAge = (fields.TryGetValue("maxAge", out var maxAge) ? ValueReader.ReadDuration(maxAge) : null) ?? defaults.MaxAge,
            Late = (fields.TryGetValue("late", out var late) ? EnumReader.Read<LatePolicy>(late) : null) ?? defaults.Late,
        };
    }
}
