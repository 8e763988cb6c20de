namespace CallEvents.CrmUpdater.Mapping;

/// <summary>Computes the properties of a call's record.</summary>
internal sealed class CallMapping
{
    private readonly UnmappedValues unmapped;
    private readonly IReadOnlyList<(MappedProperty Property, bool IsTranscript, Func<CallFacts, object?> Value)> compiled;

    /// <param name="properties">Valid ones: built in, or from <see cref="MappingFile"/>.</param>
    /// <param name="unmapped">Gets the values that a translation does not list.</param>
    public CallMapping(IReadOnlyList<MappedProperty> properties, UnmappedValues unmapped)
    {
        Properties = properties;
        this.unmapped = unmapped;
        compiled = [.. properties.Select(property => (property, IsOfTranscript(property), Compile(property)))];
    }

    public IReadOnlyList<MappedProperty> Properties { get; }

    /// <summary>Whether a property belongs to the transcript's part of a call, not to its fields.</summary>
    public static bool IsOfTranscript(MappedProperty property) =>
        property.Text is { } text
            ? new TextTemplate(text).Sources.Any(source => source.Part == CallPart.Transcript)
            : property.From is { } from && Sources.Find(from)?.Part == CallPart.Transcript;

    /// <summary>The values of the properties of these parts: trimmed texts, numbers and instants. An empty text is null.</summary>
    /// <param name="facts">The call.</param>
    /// <param name="fields">Whether properties of the fields are wanted.</param>
    /// <param name="transcript">Whether properties of the transcript are wanted.</param>
    public IReadOnlyDictionary<string, object?> Values(CallFacts facts, bool fields, bool transcript) =>
        compiled.Where(one => one.IsTranscript ? transcript : fields).ToDictionary(one => one.Property.Name, one => one.Value(facts));

    private Func<CallFacts, object?> Compile(MappedProperty property)
    {
        if (property.Text is { } text)
            return new TextTemplate(text).Format;
        if (property.From is not { } from)
            return _ => ValueText.Of(property.Value);

        var source = Sources.Find(from) ?? throw new ArgumentException($"{property.Name}: unknown source {from}");
        return property.Values is { } values
            ? facts => Translate(property.Name, source, values, facts)
            : facts => source.Read(facts) is var value && value is string ? ValueText.Of(value) : value;
    }

    private string? Translate(string property, Source source, IReadOnlyDictionary<string, string> values, CallFacts facts)
    {
        if (ValueText.Of(source.Read(facts)) is not { } value)
            return null;
        if (values.TryGetValue(value, out var translated))
            return ValueText.Of(translated);

        unmapped.Report(property, source, value);
        return null;
    }
}
