using CallEvents.Simulator.Calls;

namespace CallEvents.Local.Revont;

/// <summary>Writes the people file of the simulated reps, so that rules about teams, and names in alerts, work.</summary>
internal static class SimulatedPeople
{
    private static readonly string[] Teams = ["emea", "amer"];

    /// <summary>Two teams; the first rep of each is the manager of the others.</summary>
    /// <returns>The file's path.</returns>
    public static string Write(DataFolder folder, IReadOnlyList<SimulatedRep> reps)
    {
        var file = folder.GetFile("people.yaml");
        File.WriteAllLines(file, ["people:", .. reps.Select((rep, index) => Line(reps, rep, index))]);
        return file;
    }

    private static string Line(IReadOnlyList<SimulatedRep> reps, SimulatedRep rep, int index)
    {
        var team = index % Teams.Length;
        var manager = index < Teams.Length ? "" : $", manager: {reps[team].Id}";
        return $"  {rep.Id}: {{ name: \"{rep.Name}\", email: {rep.Id}@callevents.example, team: {Teams[team]}{manager} }}";
    }
}
