using CallEvents.Simulator.Faults.Settings;

namespace CallEvents.Simulator.Faults;

/// <summary>A timetable of misbehaviour, counted from the simulator's start.</summary>
public sealed class Scenario
{
    private const string Folder = "scenarios";

    private readonly (TimeSpan From, Misbehaviour InForce)[] parts;

    /// <summary>Lays the entries over each other; where two set the same switch, the later one in the list wins.</summary>
    /// <exception cref="ArgumentException">An entry is wrong; the message says which key, what was found and what is expected.</exception>
    public Scenario(IReadOnlyList<ScenarioEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries)
        {
            if (entry.Check() is { } error)
                throw new ArgumentException(error.ToString(), nameof(entries));
        }

        Entries = entries;
        parts =
        [
            .. from start in entries.SelectMany(entry => (IEnumerable<TimeSpan>)(entry.End is { } end ? [entry.At, end] : [entry.At]))
                   .Distinct().Order()
               select (start, entries.Where(entry => entry.At <= start && !(entry.End <= start))
                   .Aggregate(Misbehaviour.None, (sum, entry) => sum.With(entry.Misbehaviour))),
        ];
    }

    /// <summary>What it does when.</summary>
    public IReadOnlyList<ScenarioEntry> Entries { get; }

    /// <summary>Reads a YAML file, or one of the scenarios that come with the simulator by its name, such as <c>worst-day</c>.</summary>
    /// <exception cref="SettingsException">
    /// It is wrong; the message names the file, the line, the key, what was found and what is expected.
    /// </exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static Scenario Load(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!File.Exists(file) && Path.GetFileName(file) == file)
        {
            var shipped = Path.Combine(AppContext.BaseDirectory, Folder, $"{file}.yaml");
            file = File.Exists(shipped) ? shipped : file;
        }

        try
        {
            return Parse(File.ReadAllText(file));
        }
        catch (SettingsException error)
        {
            throw error.In(file);
        }
    }

    /// <summary>Reads YAML: a list of entries with <c>at</c>, <c>for</c> and any switches.</summary>
    /// <exception cref="SettingsException">
    /// It is wrong; the message names the line, the key, what was found and what is expected.
    /// </exception>
    public static Scenario Parse(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        return YamlSettings.Read(yaml) is SettingsList list
            ? new([.. list.Items.Select(ScenarioEntry.Read)])
            : throw new SettingsException(new("file", "no list", "a list of entries, each with at"), 1);
    }

    /// <summary>What is in force that long after the start.</summary>
    internal Misbehaviour At(TimeSpan sinceStart)
    {
        var inForce = Misbehaviour.None;
        foreach (var part in parts)
        {
            if (part.From > sinceStart)
                break;

            inForce = part.InForce;
        }

        return inForce;
    }
}
