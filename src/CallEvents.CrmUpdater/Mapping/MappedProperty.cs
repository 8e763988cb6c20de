namespace CallEvents.CrmUpdater.Mapping;

/// <summary>One property of the CRM's record, and where its value comes from.</summary>
/// <param name="Name">The CRM's name of it.</param>
/// <param name="From">A source, such as <c>outcome</c>; null where <paramref name="Text"/> or <paramref name="Value"/> is given.</param>
/// <param name="Text">A text with sources in braces, such as <c>Revont call: {outcome}</c>.</param>
/// <param name="Value">A fixed value.</param>
/// <param name="Values">Translates the source's value; what it does not list is null.</param>
/// <param name="Once">Written only as long as we have not written it with a value: people change it afterwards.</param>
/// <param name="Place">File and line in the mapping file, such as <c>mapping.yaml:7</c>; null for a built-in property.</param>
internal sealed record MappedProperty(
    string Name,
    string? From = null,
    string? Text = null,
    string? Value = null,
    IReadOnlyDictionary<string, string>? Values = null,
    bool Once = false,
    string? Place = null
);
