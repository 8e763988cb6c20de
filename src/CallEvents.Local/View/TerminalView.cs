using Spectre.Console;

namespace CallEvents.Local.View;

/// <summary>Shows the dashboard on the terminal's alternate screen and restores the previous screen at the end.</summary>
internal sealed class TerminalView(SnapshotReader snapshots, Dashboard dashboard, IAnsiConsole console, TimeProvider time) : IView
{
    private const string EnterAlternateScreen = "\e[?1049h\e[?25l";
    private const string LeaveAlternateScreen = "\e[?25h\e[?1049l";

    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether this terminal supports the dashboard; otherwise the run uses <see cref="PlainView"/>.</summary>
    public static bool IsSupported(IAnsiConsole console) =>
        console.Profile is { Out.IsTerminal: true, Capabilities: { Ansi: true, AlternateBuffer: true } } && !Console.IsOutputRedirected;

    public async Task ShowAsync(CancellationToken runEnded)
    {
        console.Write(new ControlCode(EnterAlternateScreen));
        try
        {
            using var timer = new PeriodicTimer(RefreshInterval, time);
            do
            {
                var (width, height) = (console.Profile.Width, console.Profile.Height);
                console.Write(new Frame(dashboard.Draw(snapshots.Read(), width, height), height));
            } while (await timer.WaitForNextTickAsync(runEnded));
        }
        catch (OperationCanceledException) when (runEnded.IsCancellationRequested)
        {
            // The run has ended.
        }
        finally
        {
            console.Write(new ControlCode(LeaveAlternateScreen));
        }
    }
}
