using CallEvents.Simulator;

namespace CallEvents.Local;

/// <summary>An option that cannot be meant; its message is the one line for the user.</summary>
internal sealed class WrongOptionException(OptionError error) : Exception(error.ToString())
{
    public WrongOptionException(string option, string found, string expected)
        : this(new OptionError(option, found, expected))
    {
    }
}
