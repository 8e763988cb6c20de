namespace CallEvents.TestSupport.HubSpot;

/// <summary>The records of one object type.</summary>
internal sealed class RecordTable(string type, long firstId)
{
    private readonly Dictionary<string, HubSpotRecord> records = [];
    private readonly Dictionary<string, Dictionary<string, string>> indexes = [];
    private long lastId = firstId;

    /// <summary>All of them, with the archived and the merged ones.</summary>
    public IEnumerable<HubSpotRecord> All => records.Values;

    public IEnumerable<HubSpotRecord> Live => records.Values.Where(record => record is { IsArchived: false, MergedInto: null });

    /// <summary>The live record of an id; a merged one answers with the record it was merged into.</summary>
    // Source: HubSpot/hubspot-api-php 619, community 1101616: the answer has another id than was asked for.
    public HubSpotRecord? Find(string id)
    {
        var record = records.GetValueOrDefault(id);
        while (record?.MergedInto is { } winner)
            record = records.GetValueOrDefault(winner);
        return record is { IsArchived: false } ? record : null;
    }

    /// <summary>The live record with this value in a unique property; a contact is found by an additional address, too.</summary>
    public HubSpotRecord? FindBy(string property, string value)
    {
        // Built on the first look-up by this property: a test writes ten thousand calls.
        if (!indexes.TryGetValue(property, out var index))
        {
            index = new(property == "email" ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
            foreach (var (text, record) in Live.SelectMany(record => Texts(record, property).Select(text => (text, record))))
                index.TryAdd(text, record.Id);
            indexes.Add(property, index);
        }
        return index.TryGetValue(property == "email" ? value.Trim() : value, out var id) ? records[id] : null;
    }

    public HubSpotRecord Create(IReadOnlyDictionary<string, string> values, WriteSource source, DateTimeOffset at)
    {
        // Ids of a portal are large and have gaps; those of two types do not overlap here, so that a mix-up finds nothing.
        lastId += 7 + lastId % 5;
        var id = lastId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var record = new HubSpotRecord(type, id, at).With(values, source, at);
        return Store(record);
    }

    public HubSpotRecord Write(HubSpotRecord record, IReadOnlyDictionary<string, string> values, WriteSource source, DateTimeOffset at) =>
        Store(records[record.Id].With(values, source, at));

    public void Archive(string id) => Store(records[id] with { IsArchived = true });

    public void Restore(string id) => Store(records[id] with { IsArchived = false });

    /// <summary>Merges contacts: the winner keeps its id and gets the addresses of the other.</summary>
    public void Merge(string winner, string loser, DateTimeOffset at)
    {
        var addresses = Texts(records[winner], "email").Skip(1).Concat(Texts(records[loser], "email"));
        var values = new Dictionary<string, string> { ["hs_additional_emails"] = string.Join(';', addresses) };
        Store(records[loser] with { MergedInto = winner });
        Store(records[winner].With(values, WriteSource.Person, at));
    }

    /// <summary>Removes a property's values from all records, as when a property is created anew.</summary>
    public void Wipe(string property)
    {
        foreach (var record in records.Values.ToList())
            Store(record with { Properties = record.Properties.Remove(property) });
    }

    private HubSpotRecord Store(HubSpotRecord record)
    {
        var before = records.GetValueOrDefault(record.Id);
        records[record.Id] = record;
        foreach (var (property, index) in indexes)
        {
            foreach (var text in before is null ? [] : Texts(before, property).Where(text => index.GetValueOrDefault(text) == record.Id))
                index.Remove(text);
            if (record is not { IsArchived: false, MergedInto: null })
                continue;
            foreach (var text in Texts(record, property))
                index.TryAdd(text, record.Id);
        }
        return record;
    }

    /// <summary>The values by which a record is found; a contact's additional addresses follow its primary one.</summary>
    private static IReadOnlyList<string> Texts(HubSpotRecord record, string property) =>
        [.. new[] { record[property] }.OfType<string>(), .. property == "email" ? record["hs_additional_emails"]?.Split(';') ?? [] : []];
}
