using Spectre.Console;

namespace CallEvents.Local.View;

/// <summary>Fills the terminal while the run lasts, and gives it back as it was.</summary>
internal sealed class TerminalView(SnapshotReader snapshots, Dashboard dashboard, IAnsiConsole console, TimeProvider time) : IView
{
    private static readonly TimeSpan Rhythm = TimeSpan.FromMilliseconds(200);

    private const string EnterAlternateScreen = "\e[?1049h\e[?25l";
    private const string LeaveAlternateScreen = "\e[?25h\e[?1049l";

    /// <summary>Whether this terminal can show it; else there are plain lines.</summary>
    public static bool Fits(IAnsiConsole console) =>
        console.Profile is { Out.IsTerminal: true, Capabilities: { Ansi: true, AlternateBuffer: true } } && !Console.IsOutputRedirected;

    public async Task ShowAsync(CancellationToken over)
    {
        console.Write(new ControlCode(EnterAlternateScreen));
        try
        {
            using var timer = new PeriodicTimer(Rhythm, time);
            do
            {
                var (width, height) = (console.Profile.Width, console.Profile.Height);
                console.Write(new Frame(dashboard.Draw(snapshots.Read(), width, height), height));
            }
            while (await timer.WaitForNextTickAsync(over));
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The run is over, and with it the view.
        }
        finally
        {
            console.Write(new ControlCode(LeaveAlternateScreen));
        }
    }
}
