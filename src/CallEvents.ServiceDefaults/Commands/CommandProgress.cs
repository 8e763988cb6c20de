using Spectre.Console;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>Prints progress and asks questions, on stderr.</summary>
public sealed class CommandProgress(CommandEnvironment environment, IAnsiConsole console, bool isJson)
{
    private const int BarWidth = 20;
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

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

    /// <summary>Runs work that reports its progress: a bar on a terminal, a line now and then elsewhere.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="work">Gets what takes a line, and the part that is done, from 0 to 1; null while it is unknown.</param>
    public async Task<T> RunWithBarAsync<T>(TimeProvider time, Func<Action<string, double?>, Task<T>> work)
    {
        if (!IsInteractive)
            return await work((line, _) => Report(line, time));
        // A line that fills the terminal would leave no room for the bar.
        var width = Math.Max(20, console.Profile.Width - BarWidth - 10);
        return await console
            .Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = BarWidth },
                new PercentageColumn()
            )
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask("…", maxValue: 1);
                return await work(
                    (line, done) =>
                    {
                        bar.Description = Markup.Escape(line.Length > width ? $"{line[..(width - 1)]}…" : line);
                        bar.IsIndeterminate = done is null;
                        bar.Value = done ?? 0;
                    }
                );
            });
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
