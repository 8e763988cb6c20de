using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Mapping;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>The fields of Task in the org, and whether they take what the mapping writes.</summary>
internal sealed class SalesforceSchema(SalesforceApi api, IMappedProperties mapping)
{
    private static readonly string[] Texts = ["string", "textarea", "url"];

    private volatile IReadOnlyDictionary<string, SalesforceField> fields = new Dictionary<string, SalesforceField>();

    /// <summary>The fields as last read; empty before preparation.</summary>
    public IReadOnlyDictionary<string, SalesforceField> Fields => fields;

    /// <summary>The mapping as it is now.</summary>
    public IReadOnlyList<MappedProperty> Mapping => mapping.Current;

    /// <summary>The field that has the value of a source; null if the mapping leaves it out.</summary>
    public string? FieldOf(string source) =>
        Mapping.FirstOrDefault(property => property.From == source && fields.ContainsKey(property.Name))?.Name;

    /// <summary>Reads the fields and compares them with the mapping.</summary>
    /// <param name="mayChange">False in a dry run: fields that are only not deployed yet are listed.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What is not deployed yet, in a dry run.</returns>
    /// <exception cref="CrmFailureException">A field is missing, or does not take what is written.</exception>
    public async Task<IReadOnlyList<string>> ReadAsync(bool mayChange, CancellationToken cancellationToken)
    {
        fields = SalesforceField.ReadAll(await api.GetAsync("sobjects/Task/describe", "describe", cancellationToken));
        var (missing, wrong) = Compare(Mapping, fields);
        var problems = mayChange ? [.. missing, .. wrong] : wrong;
        if (problems.Count > 0)
        {
            throw new CrmFailureException(
                new WriteResult.NotPrepared(
                    $"Task: {string.Join("; ", problems)}. Deploy the metadata in deploy/salesforce and assign its permission set "
                        + "to the run-as user, or change Crm:MappingFile"
                )
            );
        }

        return [.. missing.Select(field => $"Task: {field}; to be deployed from deploy/salesforce")];
    }

    /// <summary>What is only not deployed yet, and what is wrong.</summary>
    internal static (IReadOnlyList<string> Missing, IReadOnlyList<string> Wrong) Compare(
        IReadOnlyList<MappedProperty> mapping,
        IReadOnlyDictionary<string, SalesforceField> fields
    )
    {
        var missing = new List<string>();
        var wrong = new List<string>();
        foreach (var property in mapping)
        {
            var name = property.Place is null ? property.Name : $"{property.Name} ({property.Place})";
            var isOurs = SalesforceProperties.Custom.TryGetValue(property.Name, out var length);
            if (!fields.TryGetValue(property.Name, out var field))
                (isOurs ? missing : wrong).Add($"{name} is missing or hidden from the run-as user");
            else if (!field.IsCreateable)
                wrong.Add($"{name} is read-only");
            else if (isOurs && !field.IsUpdateable)
                wrong.Add($"{name} cannot be updated");
            else if (property.Name == SalesforceProperties.Key && !field.IsExternalId)
                wrong.Add($"{name} is no External ID");
            else if (length > field.Length && Texts.Contains(field.Type))
                wrong.Add($"{name} takes {field.Length} characters, and must take {length}");
        }

        if (mapping.All(property => property.Name != SalesforceProperties.Key))
            wrong.Add($"{SalesforceProperties.Key} cannot be left out of the mapping");
        return (missing, wrong);
    }
}
