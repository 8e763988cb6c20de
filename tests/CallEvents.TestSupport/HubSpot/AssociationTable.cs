namespace CallEvents.TestSupport.HubSpot;

/// <summary>The links between records, in both directions.</summary>
internal sealed class AssociationTable
{
    private readonly List<Link> links = [];

    public void Add(RecordKey from, RecordKey to, bool isPrimary = false)
    {
        if (links.Any(link => link.Joins(from, to)))
            return;
        links.Add(new(from, to, isPrimary));
    }

    public void Remove(RecordKey from, RecordKey to) => links.RemoveAll(link => link.Joins(from, to));

    /// <summary>The records of a type that are linked to this one, in the order in which they were linked.</summary>
    public IEnumerable<(string Id, bool IsPrimary)> Of(RecordKey from, string toType) =>
        links
            .Select(link => (Other: link.Opposite(from), link.IsPrimary))
            .Where(link => link.Other?.Type == toType)
            .Select(link => (link.Other!.Id, link.IsPrimary));

    /// <summary>Moves the links of a merged record to the one it was merged into.</summary>
    public void Move(RecordKey loser, RecordKey winner)
    {
        foreach (var link in links.Where(link => link.Opposite(loser) is not null).ToList())
        {
            links.Remove(link);
            Add(winner, link.Opposite(loser)!, link.IsPrimary);
        }
    }

    private sealed record Link(RecordKey From, RecordKey To, bool IsPrimary)
    {
        public bool Joins(RecordKey one, RecordKey other) => (From, To) == (one, other) || (From, To) == (other, one);

        public RecordKey? Opposite(RecordKey record) =>
            record == From ? To
            : record == To ? From
            : null;
    }
}

/// <summary>A record's type and id.</summary>
internal sealed record RecordKey(string Type, string Id);
