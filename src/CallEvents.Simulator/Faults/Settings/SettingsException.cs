namespace CallEvents.Simulator.Faults.Settings;

/// <summary>Invalid settings; the message names the key, the value found and the value expected in one line.</summary>
public sealed class SettingsException : Exception
{
    internal SettingsException(OptionError error, long? line)
        : this(line is null ? error : error with { Option = $"line {line}: {error.Option}" }, inner: null) { }

    private SettingsException(OptionError error, Exception? inner)
        : base(error.ToString(), inner) => Error = error;

    internal OptionError Error { get; }

    /// <summary>Adds the name of the file to the message.</summary>
    internal SettingsException InFile(string file) => new(Error with { Option = $"{file} {Error.Option}" }, this);
}
