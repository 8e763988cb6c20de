using Spectre.Console;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>Creates the consoles that tables and progress are printed on.</summary>
public static class CommandConsole
{
    /// <summary>Wide enough that no table is cut in a file or a pipe.</summary>
    private const int WidthOfFile = 160;

    public static IAnsiConsole For(TextWriter writer)
    {
        var output = new AnsiConsoleOutput(writer);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = output });
        if (!output.IsTerminal)
        {
            // The library takes the log of a CI server for a terminal.
            console.Profile.Width = WidthOfFile;
            console.Profile.Capabilities.Ansi = false;
            console.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        }

        return console;
    }
}
