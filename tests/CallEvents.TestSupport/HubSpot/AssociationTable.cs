namespace CallEvents.TestSupport.HubSpot;

/// <summary>The links between records, each kept in both directions.</summary>
internal sealed class AssociationTable
{
    private readonly Dictionary<RecordKey, List<Link>> links = [];

    public void Add(RecordKey from, RecordKey to, bool isPrimary = false)
    {
        if (LinksOf(from).Exists(link => link.To == to))
            return;
        LinksOf(from).Add(new(to, isPrimary));
        LinksOf(to).Add(new(from, isPrimary));
    }

    public void Remove(RecordKey from, RecordKey to)
    {
        LinksOf(from).RemoveAll(link => link.To == to);
        LinksOf(to).RemoveAll(link => link.To == from);
    }

    /// <summary>The records of a type that are linked to this one, in the order in which they were linked.</summary>
    public IEnumerable<(string Id, bool IsPrimary)> Of(RecordKey from, string toType) =>
        LinksOf(from).Where(link => link.To.Type == toType).Select(link => (link.To.Id, link.IsPrimary));

    /// <summary>Moves the links of a merged record to the one it was merged into.</summary>
    public void Move(RecordKey loser, RecordKey winner)
    {
        foreach (var link in LinksOf(loser).ToList())
        {
            Remove(loser, link.To);
            Add(winner, link.To, link.IsPrimary);
        }
    }

    private List<Link> LinksOf(RecordKey record)
    {
        if (!links.TryGetValue(record, out var found))
            links.Add(record, found = []);
        return found;
    }

    private sealed record Link(RecordKey To, bool IsPrimary);
}

/// <summary>A record's type and id.</summary>
internal sealed record RecordKey(string Type, string Id);
