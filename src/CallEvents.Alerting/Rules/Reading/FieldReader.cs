using System.Globalization;
using CallEvents.Alerting.Rules.Judging;
using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>Reads conditions about the fields of a call, and about their changes.</summary>
internal sealed class FieldReader(FileTexts texts)
{
    private static readonly Dictionary<string, CallField> ByName = Enum.GetValues<CallField>().ToDictionary(FieldValues.NameOf);

    /// <summary>The fields' JSON names.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>The fields that can change; the workspace is no member of the call.</summary>
    private static string[] Changeable => [.. Names.Where(name => ByName[name] is not CallField.Workspace)];

    /// <summary>Reads the condition of a field.</summary>
    /// <param name="field">Named like the field.</param>
    /// <param name="text">The condition in one line.</param>
    public Condition Read(YamlField field, string text) =>
        ByName[field.Name] is var name && FieldValues.IsNumber(name) ? ReadNumber(field, text, name) : ReadText(field, text, name);

    /// <summary>Reads <c>changed</c>.</summary>
    public Condition? ReadChange(YamlField field, string text)
    {
        if (!field.IsMapping)
            return field.Choice(Changeable) is { } only ? new Condition.Changed(text, ByName[only]) : null;

        var fields = field.Fields("field", "from", "to", "risesBy", "dropsBy");
        if (!fields.TryGetValue("field", out var named))
        {
            field.Wrong("no field", "the key field");
            return null;
        }

        if (named.Choice(Changeable) is not { } chosen)
            return null;
        var name = ByName[chosen];
        var (rises, drops) = (Step("risesBy"), Step("dropsBy"));
        if (fields.ContainsKey("risesBy") && fields.ContainsKey("dropsBy"))
            field.Wrong("risesBy and dropsBy", "one of them");
        return new Condition.Changed(text, name, Values("from"), Values("to"), rises, drops);

        IReadOnlyList<string>? Values(string key) => fields.TryGetValue(key, out var values) ? ReadValues(values, name) : null;

        double? Step(string key)
        {
            if (!fields.TryGetValue(key, out var step))
                return null;
            if (!FieldValues.IsNumber(name))
            {
                step.WrongKey($"{key} of a text", $"{key} of coachingScore or durationSeconds only");
                return null;
            }

            var number = ReaderOf(name)(step);
            if (number <= 0)
                step.Wrong("0 or less", "a number above 0");
            return number;
        }
    }

    private Condition.TextField ReadText(YamlField field, string text, CallField name)
    {
        if (!field.IsMapping)
            return new(text, name, In: texts.Read(field));

        var fields = FieldsOf(field, "is", "isNot", "in", "notIn", "isEmpty");
        RequireOne("is", "in");
        RequireOne("isNot", "notIn");
        var isEmpty = IsEmpty(field, fields);
        return new(text, name, One("is") ?? Many("in"), One("isNot") ?? Many("notIn"), isEmpty);

        IReadOnlyList<string>? One(string key) =>
            !fields.TryGetValue(key, out var value) || value.Text("a text") is not { } single ? null
            : single.StartsWith('$') ? texts.Read(value)
            : [single];

        IReadOnlyList<string>? Many(string key) => fields.TryGetValue(key, out var values) ? texts.Read(values) : null;

        void RequireOne(string key, string other)
        {
            if (fields.ContainsKey(key) && fields.ContainsKey(other))
                field.Wrong($"{key} and {other}", "one of them");
        }
    }

    private static Condition.NumberField ReadNumber(YamlField field, string text, CallField name)
    {
        if (!field.IsMapping)
            return new(text, name, new Limits(EqualTo: ReaderOf(name)(field)));

        var fields = FieldsOf(field, [.. LimitsReader.Keys, "isEmpty"]);
        return new(text, name, LimitsReader.Read(field, fields, ReaderOf(name)), IsEmpty(field, fields));
    }

    /// <summary>Null makes every comparison unknown: beside <c>isEmpty: true</c> none could hold.</summary>
    private static bool? IsEmpty(YamlField field, IReadOnlyDictionary<string, YamlField> fields)
    {
        if (!fields.TryGetValue("isEmpty", out var isEmpty))
            return null;

        var flag = isEmpty.Flag();
        if (flag is true && fields.Count > 1)
            field.Wrong("isEmpty: true beside a comparison", "one of them: nothing can be compared with an empty value");
        return flag;
    }

    private List<string> ReadValues(YamlField field, CallField name)
    {
        if (!FieldValues.IsNumber(name))
            return [.. texts.Read(field)];

        var items = field.IsList ? field.Items("a list of numbers") : [field];
        if (field.IsList && items.Count == 0)
            field.Wrong("an empty list", "a number, or a list of numbers");
        return [.. items.Select(ReaderOf(name)).OfType<double>().Select(number => number.ToString("R", CultureInfo.InvariantCulture))];
    }

    private static IReadOnlyDictionary<string, YamlField> FieldsOf(YamlField field, params string[] known)
    {
        var fields = field.Fields(known);
        if (field.IsEmptyMapping)
            field.Wrong("an empty mapping", $"one of {string.Join(", ", known)}");
        return fields;
    }

    private static Func<YamlField, double?> ReaderOf(CallField name) =>
        name is CallField.DurationSeconds ? ValueReader.ReadSeconds : ValueReader.ReadNumber;
}
