using CallEvents.Simulator.Faults.Settings;

namespace CallEvents.Simulator.Faults;

/// <summary>Faults that are active for a part of a scenario.</summary>
public sealed record ScenarioEntry
{
    /// <summary>The beginning, relative to the simulator's start.</summary>
    /// <value>At least zero.</value>
    public required TimeSpan At { get; init; }

    /// <summary>The duration; in YAML, <c>for</c>.</summary>
    /// <value>Above zero, or null for no end. The default is null.</value>
    public TimeSpan? Duration { get; init; }

    /// <summary>The faults that are active during that time.</summary>
    public required FaultOptions Faults { get; init; }

    internal TimeSpan? End => At + Duration;

    internal static ScenarioEntry Read(SettingsNode node)
    {
        TimeSpan? at = null,
            duration = null;
        var faults = new FaultOptions();
        foreach (var (key, value) in FaultOptionsReader.ReadEntries("entry", node, "a mapping with at, for and faults"))
        {
            if (key.Text == "at")
                at = FaultOptionsReader.ReadTimeSpan("at", value);
            else if (key.Text == "for")
                duration = FaultOptionsReader.ReadTimeSpan("for", value);
            else
                FaultOptionsReader.Set(faults, key, value, "at", "for");
        }

        var entry = new ScenarioEntry
        {
            At = at ?? throw new SettingsException(new("at", "nothing", "a time span such as 00:00:20"), node.Line),
            Duration = duration,
            Faults = faults,
        };
        return entry.Check() is { } error ? throw new SettingsException(error, node.Line) : entry;
    }

    internal OptionError? Check() =>
        At < TimeSpan.Zero || At > TimeSpan.FromDays(3650) ? new("at", $"{At}", "a time span from 00:00:00 to 3650.00:00:00")
        : Duration <= TimeSpan.Zero || Duration > TimeSpan.FromDays(3650)
            ? new("for", $"{Duration}", "a time span above 00:00:00 and up to 3650.00:00:00")
        : Faults.Check();
}
