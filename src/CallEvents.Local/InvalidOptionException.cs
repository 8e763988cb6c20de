using CallEvents.Simulator;

namespace CallEvents.Local;

/// <summary>An invalid command-line option; the message is the one line that the user sees.</summary>
internal sealed class InvalidOptionException(OptionError error) : Exception(error.ToString())
{
    public InvalidOptionException(string option, string found, string expected)
        : this(new OptionError(option, found, expected)) { }
}
