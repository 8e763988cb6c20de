namespace CallEvents.TestSupport.HubSpot;

/// <summary>The records of one object type.</summary>
internal sealed class RecordTable(string type, long firstId)
{
    private readonly Dictionary<string, HubSpotRecord> records = [];
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
    public HubSpotRecord? FindBy(string property, string value) =>
        Live.FirstOrDefault(record =>
            property == "email" ? Addresses(record).Contains(value.Trim(), StringComparer.OrdinalIgnoreCase) : record[property] == value
        );

    public HubSpotRecord Create(IReadOnlyDictionary<string, string> values, WriteSource source, DateTimeOffset at)
    {
        // Ids of a portal are large and have gaps; those of two types do not overlap here, so that a mix-up finds nothing.
        lastId += 7 + lastId % 5;
        var id = lastId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var record = new HubSpotRecord(type, id, at).With(values, source, at);
        records.Add(id, record);
        return record;
    }

    public HubSpotRecord Write(HubSpotRecord record, IReadOnlyDictionary<string, string> values, WriteSource source, DateTimeOffset at) =>
        records[record.Id] = records[record.Id].With(values, source, at);

    public void Archive(string id) => records[id] = records[id] with { IsArchived = true };

    public void Restore(string id) => records[id] = records[id] with { IsArchived = false };

    /// <summary>Merges contacts: the winner keeps its id and gets the addresses of the other.</summary>
    public void Merge(string winner, string loser, DateTimeOffset at)
    {
        var addresses = Addresses(records[winner]).Skip(1).Concat(Addresses(records[loser]));
        var values = new Dictionary<string, string> { ["hs_additional_emails"] = string.Join(';', addresses) };
        records[winner] = records[winner].With(values, WriteSource.Person, at);
        records[loser] = records[loser] with { MergedInto = winner };
    }

    /// <summary>Removes a property's values from all records, as when a property is created anew.</summary>
    public void Wipe(string property)
    {
        foreach (var record in records.Values.ToList())
            records[record.Id] = record with { Properties = record.Properties.Remove(property) };
    }

    private static IEnumerable<string> Addresses(HubSpotRecord record) =>
        [.. new[] { record["email"] }.OfType<string>(), .. record["hs_additional_emails"]?.Split(';') ?? []];
}
