using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Generation;

/// <summary>The people of a workspace: a dozen reps who talk to the same prospects again and again, as sellers do.</summary>
internal sealed class Cast
{
    private const int ProspectCount = 1500;

    private readonly Prospect[] prospects;

    public Cast(long seed)
    {
        var dice = new Dice(seed, "cast");
        Reps = [.. Names.Reps.Select(name => new SimulatedRep(RevontId.ForRep(dice), name))];
        prospects = [.. Enumerable.Range(0, ProspectCount).Select(_ => DrawProspect(dice))];
    }

    public IReadOnlyList<SimulatedRep> Reps { get; }

    /// <summary>Some reps call more than others.</summary>
    public SimulatedRep PickRep(Dice dice) => Reps[(int)(Math.Pow(dice.Fraction(), 1.4) * Reps.Count)];

    public Prospect PickProspect(Dice dice) => dice.Pick<Prospect>(prospects);

    private static Prospect DrawProspect(Dice dice)
    {
        var (company, domain) = dice.Pick<(string, string)>(Names.Companies);
        if (dice.Chance(0.1))
        {
            var (name, wholeMailbox) = dice.Pick<(string, string)>(Names.FarAway);
            return new(name, company, $"{wholeMailbox}@{domain}");
        }

        var (first, mailbox) = dice.Pick<(string, string)>(Names.First);
        return new(first, company, $"{mailbox}.{dice.Pick<string>(Names.LastMailboxes)}@{domain}");
    }
}
