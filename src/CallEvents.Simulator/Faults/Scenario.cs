using CallEvents.Simulator.Faults.Settings;

namespace CallEvents.Simulator.Faults;

/// <summary>A schedule of faults, relative to the simulator's start.</summary>
public sealed class Scenario
{
    private const string BuiltInFolder = "scenarios";

    private readonly (TimeSpan From, FaultOptions Active)[] phases;

    /// <summary>Merges overlapping entries; where two set the same fault, the later one in the list takes precedence.</summary>
    /// <exception cref="ArgumentException">
    /// An entry is invalid; the message names the key, the value found and the value expected.
    /// </exception>
    public Scenario(IReadOnlyList<ScenarioEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries)
        {
            if (entry.Check() is { } error)
                throw new ArgumentException(error.ToString(), nameof(entries));
        }

        Entries = entries;
        phases =
        [
            .. from start in entries
                .SelectMany(entry => (IEnumerable<TimeSpan>)(entry.End is { } end ? [entry.At, end] : [entry.At]))
                .Distinct()
                .Order()
            select (
                start,
                entries
                    .Where(entry => entry.At <= start && !(entry.End <= start))
                    .Aggregate(FaultOptions.None, (faults, entry) => faults.OverriddenBy(entry.Faults))
            ),
        ];
    }

    /// <summary>The entries, in the order of the file.</summary>
    public IReadOnlyList<ScenarioEntry> Entries { get; }

    /// <summary>Loads a YAML file, or a built-in scenario by its name, such as <c>chaos</c>.</summary>
    /// <exception cref="SettingsException">
    /// The scenario is invalid; the message names the file, the line, the key, the value found and the value expected.
    /// </exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static Scenario Load(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!File.Exists(file) && Path.GetFileName(file) == file)
        {
            var builtIn = Path.Combine(AppContext.BaseDirectory, BuiltInFolder, $"{file}.yaml");
            file = File.Exists(builtIn) ? builtIn : file;
        }

        try
        {
            return Parse(File.ReadAllText(file));
        }
        catch (SettingsException error)
        {
            throw error.InFile(file);
        }
    }

    /// <summary>Parses YAML: a list of entries with <c>at</c>, <c>for</c> and any faults.</summary>
    /// <exception cref="SettingsException">
    /// The scenario is invalid; the message names the line, the key, the value found and the value expected.
    /// </exception>
    public static Scenario Parse(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        return YamlSettings.Read(yaml) is SettingsList list
            ? new([.. list.Items.Select(ScenarioEntry.Read)])
            : throw new SettingsException(new("file", "no list", "a list of entries, each with at"), 1);
    }

    /// <summary>The active faults at a time after the start.</summary>
    internal FaultOptions At(TimeSpan sinceStart)
    {
        var active = FaultOptions.None;
        foreach (var phase in phases)
        {
            if (phase.From > sinceStart)
                break;

            active = phase.Active;
        }

        return active;
    }
}
