using CallEvents.Simulator.Faults.Settings;

namespace CallEvents.Simulator.Faults;

/// <summary>One stretch of a scenario.</summary>
public sealed record ScenarioEntry
{
    /// <summary>When it begins, from the simulator's start.</summary>
    /// <value>At least zero.</value>
    public required TimeSpan At { get; init; }

    /// <summary>How long it lasts.</summary>
    /// <value>Above zero, or null for ever. The default is null.</value>
    public TimeSpan? For { get; init; }

    /// <summary>What is switched on meanwhile.</summary>
    public required Misbehaviour Misbehaviour { get; init; }

    internal TimeSpan? End => At + For;

    internal static ScenarioEntry Read(SettingsNode node)
    {
        TimeSpan? at = null, length = null;
        var misbehaviour = new Misbehaviour();
        foreach (var (key, value) in MisbehaviourReader.EntriesOf("entry", node, "a mapping with at, for and switches"))
        {
            if (key.Text == "at")
                at = MisbehaviourReader.ReadSpan("at", value);
            else if (key.Text == "for")
                length = MisbehaviourReader.ReadSpan("for", value);
            else
                MisbehaviourReader.Set(misbehaviour, key, value, "at", "for");
        }

        var entry = new ScenarioEntry
        {
            At = at ?? throw new SettingsException(new("at", "nothing", "a time span such as 00:00:20"), node.Line),
            For = length,
            Misbehaviour = misbehaviour,
        };
        return entry.Check() is { } error ? throw new SettingsException(error, node.Line) : entry;
    }

    internal OptionError? Check() =>
        At < TimeSpan.Zero || At > TimeSpan.FromDays(3650) ? new("at", $"{At}", "a time span from 00:00:00 to 3650.00:00:00")
        : For <= TimeSpan.Zero || For > TimeSpan.FromDays(3650) ? new("for", $"{For}", "a time span above 00:00:00 and up to 3650.00:00:00")
        : Misbehaviour.Check();
}
