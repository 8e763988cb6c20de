using Spectre.Console;

namespace CallEvents.Poller.Commands;

/// <summary>Prints progress and asks questions, on stderr.</summary>
internal sealed class CommandProgress(CommandEnvironment environment, bool isJson)
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly IAnsiConsole console = CommandConsole.For(environment.Error);
    private long lastLine;

    /// <summary>Whether lines are overwritten: on a terminal.</summary>
    public bool IsInteractive => console.Profile.Out.IsTerminal && console.Profile.Capabilities.Interactive;

    /// <summary>Prints one line.</summary>
    public void Say(string line) => environment.Error.WriteLine(line);

    /// <summary>Prints one line unless one was printed within the last seconds. On a terminal it replaces the last one.</summary>
    public void Report(string line, TimeProvider time)
    {
        var now = time.GetTimestamp();
        if (lastLine != 0 && time.GetElapsedTime(lastLine, now) < (IsInteractive ? TimeSpan.FromMilliseconds(200) : LineInterval))
            return;
        lastLine = now;
        if (IsInteractive)
            environment.Error.Write($"\r{line}\u001b[K");
        else
            environment.Error.WriteLine(line);
    }

    /// <summary>Removes the line that <see cref="Report"/> has left on a terminal.</summary>
    public void Clear()
    {
        if (IsInteractive && lastLine != 0)
            environment.Error.Write("\r\u001b[K");
    }

    /// <summary>Asks a question that <c>--yes</c> answers.</summary>
    /// <exception cref="CommandUsageException">There is no terminal to ask at.</exception>
    public bool Confirm(string question, bool yes)
    {
        if (yes)
            return true;
        if (isJson || !IsInteractive || ReferenceEquals(environment.Input, Console.In) && Console.IsInputRedirected)
            throw new CommandUsageException("--yes", "nothing", $"it where there is no terminal to ask at: {question}");
        environment.Error.Write($"{question} [y/N] ");
        return environment.Input.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
