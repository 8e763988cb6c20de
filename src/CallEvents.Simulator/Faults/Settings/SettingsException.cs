namespace CallEvents.Simulator.Faults.Settings;

/// <summary>What is wrong with settings, in one line that names the key, what was found and what is expected.</summary>
public sealed class SettingsException : Exception
{
    internal SettingsException(OptionError error, long? line)
        : this(line is null ? error : error with { Option = $"line {line}: {error.Option}" }, inner: null)
    {
    }

    private SettingsException(OptionError error, Exception? inner)
        : base(error.ToString(), inner) => Error = error;

    internal OptionError Error { get; }

    /// <summary>The same error, with the file that it is in.</summary>
    internal SettingsException In(string file) => new(Error with { Option = $"{file} {Error.Option}" }, this);
}
