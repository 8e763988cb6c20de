using System.Collections.Frozen;

namespace CallEvents.ServiceDefaults.People;

/// <summary>The people of a people file.</summary>
public sealed class PeopleSet
{
    private readonly FrozenDictionary<string, Person> byId;

    /// <param name="people">Each id once.</param>
    public PeopleSet(IEnumerable<Person> people) => byId = people.ToFrozenDictionary(person => person.Id);

    public static PeopleSet Empty { get; } = new([]);

    public IReadOnlyCollection<Person> All => byId.Values;

    /// <summary>The names of their teams.</summary>
    public IReadOnlyCollection<string> Teams => [.. byId.Values.Select(person => person.Team).OfType<string>().Distinct()];

    /// <summary>The person with this Revont user id; null where the file has none.</summary>
    public Person? Find(string? repId) => repId is not null && byId.TryGetValue(repId, out var person) ? person : null;
}
