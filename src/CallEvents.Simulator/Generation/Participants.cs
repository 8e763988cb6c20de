using CallEvents.Simulator.Calls;

namespace CallEvents.Simulator.Generation;

/// <summary>The people of a workspace: a dozen reps, and prospects with whom they talk repeatedly.</summary>
internal sealed class Participants
{
    private const int ProspectCount = 1500;

    private readonly Prospect[] prospects;

    public Participants(long seed)
    {
        // The name of the sequence is part of the generated data: another name gives other people for the same seed.
        var random = new SeededRandom(seed, "cast");
        Reps = [.. Names.Reps.Select(name => new SimulatedRep(RevontId.ForRep(random), name))];
        prospects = [.. Enumerable.Range(0, ProspectCount).Select(_ => GenerateProspect(random))];
    }

    public IReadOnlyList<SimulatedRep> Reps { get; }

    /// <summary>Picks a rep; some have more calls than others.</summary>
    public SimulatedRep PickRep(SeededRandom random) => Reps[(int)(Math.Pow(random.NextFraction(), 1.4) * Reps.Count)];

    public Prospect PickProspect(SeededRandom random) => random.Pick<Prospect>(prospects);

    private static Prospect GenerateProspect(SeededRandom random)
    {
        var (company, domain) = random.Pick<(string, string)>(Names.Companies);
        if (random.NextBool(0.1))
        {
            var (name, fullMailbox) = random.Pick<(string, string)>(Names.NonLatinNames);
            return new(name, company, $"{fullMailbox}@{domain}");
        }

        var (first, mailbox) = random.Pick<(string, string)>(Names.FirstNames);
        return new(first, company, $"{mailbox}.{random.Pick<string>(Names.LastNameMailboxes)}@{domain}");
    }
}
