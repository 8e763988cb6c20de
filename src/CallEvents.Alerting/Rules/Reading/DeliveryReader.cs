using CallEvents.Alerting.Alerts;
using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>Reads how often a rule may alert, and what happens when it fires often.</summary>
internal sealed class DeliveryReader(FileTexts texts)
{
    public static Throttle? ReadThrottle(YamlField field)
    {
        var fields = Required(field, ["per", "max", "every"], "excess");
        var per = fields.TryGetValue("per", out var counted) ? EnumReader.Read<Per>(counted) : null;
        var max = fields.TryGetValue("max", out var most) ? ValueReader.ReadCount(most) : null;
        var every = fields.TryGetValue("every", out var time) ? ValueReader.ReadDuration(time) : null;
        var excess = fields.TryGetValue("excess", out var rest) ? EnumReader.Read<LatePolicy>(rest) : null;
        return per is null || max is null || every is null ? null : new(per.Value, max.Value, every.Value, excess is LatePolicy.Drop);
    }

    public Escalation? ReadEscalation(YamlField field)
    {
        var fields = Required(field, ["after", "within", "per", "notify"], "severity");
        var after = fields.TryGetValue("after", out var calls) ? ValueReader.ReadCount(calls) : null;
        var within = fields.TryGetValue("within", out var time) ? ValueReader.ReadDuration(time) : null;
        var per = fields.TryGetValue("per", out var counted) ? EnumReader.Read(counted, Per.Rep, Per.Prospect) : null;
        var notify = fields.TryGetValue("notify", out var channels) ? texts.ReadChannels(channels) : null;
        var severity = fields.TryGetValue("severity", out var chosen) ? EnumReader.Read<Severity>(chosen) : null;
        return after is null || within is null || per is null || notify is null
            ? null
            : new(after.Value, within.Value, per.Value, notify, severity);
    }

    private static IReadOnlyDictionary<string, YamlField> Required(YamlField field, string[] required, params string[] others)
    {
        var fields = field.Fields([.. required, .. others]);
        if (field.IsMapping && required.Where(key => !fields.ContainsKey(key)).ToList() is { Count: > 0 } missing)
            field.Wrong($"no {string.Join(", no ", missing)}", $"the keys {string.Join(", ", required)}");
        return fields;
    }
}
