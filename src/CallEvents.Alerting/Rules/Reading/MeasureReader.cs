using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>Reads conditions about measures of the transcript.</summary>
internal static class MeasureReader
{
    private static readonly Dictionary<string, (Measure Measure, bool HasSpeaker, Func<YamlField, double?> Read)> ByName = new()
    {
        ["talkRatio"] = (Measure.TalkRatio, true, ValueReader.ReadShare),
        ["longestMonologue"] = (Measure.LongestMonologue, true, ValueReader.ReadSeconds),
        ["silenceRatio"] = (Measure.SilenceRatio, false, ValueReader.ReadShare),
        ["questions"] = (Measure.Questions, true, ValueReader.ReadNumber),
        ["wordsPerMinute"] = (Measure.WordsPerMinute, true, ValueReader.ReadNumber),
        ["switchesPerMinute"] = (Measure.SwitchesPerMinute, false, ValueReader.ReadNumber),
    };

    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <param name="field">Named like the measure.</param>
    /// <param name="text">The condition in one line.</param>
    public static Condition Read(YamlField field, string text)
    {
        var (measure, hasSpeaker, read) = ByName[field.Name];
        var fields = field.Fields(hasSpeaker ? ["by", .. LimitsReader.Keys] : LimitsReader.Keys);
        if (field.IsMapping && !fields.Keys.Any(LimitsReader.Keys.Contains))
            field.Wrong("no limit", $"one of {string.Join(", ", LimitsReader.Keys)}");
        if (field.IsMapping && measure is Measure.TalkRatio && !fields.ContainsKey("by"))
            field.Wrong("no speaker", "the key by: all speakers together always have all of the speech");
        var by = fields.TryGetValue("by", out var speaker) ? ReadSpeaker(speaker) : Speaker.Anyone;
        return new Condition.Measured(text, measure, by, LimitsReader.Read(field, fields, read));
    }

    /// <summary>Reads whose words count: one speaker, so that no list of the file can stand for it.</summary>
    public static Speaker ReadSpeaker(YamlField field)
    {
        const string expected = "rep, prospect, anyone, or another speaker's name";
        if (field.Text(expected) is not { } name)
            return Speaker.Anyone;
        if (FileTexts.IsReference(name))
            field.Wrong("the name of a list", $"{expected}: for several speakers, a condition each in anyOf");
        return name.Equals("anyone", StringComparison.OrdinalIgnoreCase) ? Speaker.Anyone : new(name);
    }
}
