using CallEvents.ServiceDefaults.Files;
using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.CrmUpdater.Mapping;

/// <summary>Parses mapping files: changes to an adapter's own table of properties.</summary>
internal static class MappingFile
{
    private const string Properties = "properties";

    /// <summary>Without these a record could not be found, or not compared with a message.</summary>
    private static readonly string[] Needed =
    [
        Sources.Key,
        Sources.Workspace,
        Sources.CreatedAt,
        Sources.FieldsRevision,
        Sources.TranscriptRevision,
    ];

    /// <summary>Lays the text of a mapping file over a table.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="file">Its name, for the problems and the properties' places.</param>
    /// <param name="builtIn">The adapter's own table.</param>
    public static FileContent<IReadOnlyList<MappedProperty>> Parse(string text, string file, IReadOnlyList<MappedProperty> builtIn)
    {
        var problems = new YamlProblems(file);
        var mapped = YamlFile.Parse(text, problems) is { } root ? Read(root, builtIn) : [];
        return problems.Lines is { Count: > 0 } lines ? new(null, lines) : new(mapped, []);
    }

    private static List<MappedProperty> Read(YamlField root, IReadOnlyList<MappedProperty> builtIn)
    {
        var mapped = builtIn.ToList();
        if (!root.Fields(Properties).TryGetValue(Properties, out var properties))
        {
            if (root.IsMapping)
                root.Wrong($"no {Properties}", $"the key {Properties}");
            return mapped;
        }

        foreach (var entry in properties.Entries("a mapping of the CRM's properties, or {}"))
            Apply(entry, mapped);
        return mapped;
    }

    private static void Apply(YamlField entry, List<MappedProperty> mapped)
    {
        if (!HasValidName(entry, mapped))
            return;

        var index = mapped.FindIndex(property => property.Name == entry.Name);
        var before = index < 0 ? null : mapped[index];
        var after = entry.IsNull ? null : MappedPropertyReader.Read(entry);
        if (before is { From: { } needed, Place: null } && Needed.Contains(needed))
            RequireUnchanged(entry, before, after);
        else if (after is not null && before is not null)
            mapped[index] = after;
        else if (after is not null)
            mapped.Add(after);
        else if (entry.IsNull && before is not null)
            mapped.RemoveAt(index);
        else if (entry.IsNull)
            entry.WrongKey("null for a property that is not built in", Removable(mapped));
    }

    private static bool HasValidName(YamlField entry, List<MappedProperty> mapped)
    {
        if (entry.Name.Length == 0 || entry.Name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter != '_'))
            entry.WrongKey("no name of a property", "the CRM's internal name: letters, digits and _");
        // Salesforce's names are the same in any case, and HubSpot's are lower case: the other spelling would be a second value for it.
        else if (mapped.Find(property => property.Name.Equals(entry.Name, StringComparison.OrdinalIgnoreCase)) is { } same)
            return same.Name == entry.Name || Reject(entry, same.Name);
        else
            return true;
        return false;
    }

    private static bool Reject(YamlField entry, string name)
    {
        entry.WrongKey("another spelling", name);
        return false;
    }

    private static void RequireUnchanged(YamlField entry, MappedProperty before, MappedProperty? after)
    {
        if (entry.IsNull || (after is not null && after with { Place = null } != before))
            entry.WrongKey(
                entry.IsNull ? "null" : "a change",
                $"{before.From} as built in, by which we find the record and compare it: leave the entry out"
            );
    }

    private static List<string> Removable(List<MappedProperty> mapped) =>
        [.. mapped.Where(property => property.Place is null && !Needed.Contains(property.From)).Select(property => property.Name)];
}
