using CallEvents.Local;
using CallEvents.Local.Revont;
using CallEvents.Local.View;
using CallEvents.Local.WireTap;
using CallEvents.Poller.Calls;
using Spectre.Console;

namespace CallEvents.Tests.Local;

public sealed class DashboardTests : IDisposable
{
    private readonly DataFolder folder = DataFolder.Open(null);

    [Theory]
    [InlineData(80, 24)]
    [InlineData(80, 23)]
    [InlineData(100, 30)]
    [InlineData(140, 40)]
    [InlineData(300, 100)]
    public void The_view_fits_the_window_to_the_cell(int width, int height)
    {
        var lines = Draw(Busy(), width, height).Split('\n');

        lines.Length.ShouldBeLessThanOrEqualTo(height);
        lines.ShouldAllBe(line => line.Length <= width);
        foreach (var shown in (ReadOnlySpan<string>)["1,234,567", "2 min 5 s", "3 d 4 h", "44 %", "98,765", "CRM writes", "call_09", "00:01:02 of 00:05:00", "All is well"])
            string.Join('\n', lines).ShouldContain(shown);
        lines.ShouldContain(line => line.Contains("1,234,567", StringComparison.Ordinal) && line.Contains("Calls", StringComparison.Ordinal));
    }

    [Fact]
    public void A_window_too_small_for_the_view_still_says_how_it_goes() =>
        Draw(Busy(), 40, 10).ShouldContain("1,234,567 calls");

    [Fact]
    public void Trouble_takes_the_place_of_all_is_well()
    {
        var view = Draw(Busy() with { Trouble = ["nobody subscribes to CallTranscribed"] }, 80, 24);

        view.ShouldContain("▲ nobody subscribes to CallTranscribed");
        view.ShouldNotContain("All is well");
    }

    [Fact]
    public void What_Revont_wrote_cannot_steer_the_terminal()
    {
        var view = Draw(Busy() with { Events = [new HeardEvent(DateTimeOffset.UnixEpoch, CallEventType.CallRecorded, "call_\e[2J[red]", "live\r\n", "\e]0;title\a")] }, 80, 24);

        view.ShouldContain("call_[2J[red]");
        view.ShouldNotContain('\e');
        view.ShouldNotContain('\a');
    }

    [Fact]
    public void Bars_are_as_high_as_what_they_count()
    {
        var bars = Print(Bars.Draw([0, 1, 8, 16], 2, Style.Plain), 10, 10).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        bars[0].ShouldBe("   █");
        bars[1].ShouldBe(" ▁██");
    }

    public void Dispose() => folder.Dispose();

    private static Snapshot Busy() => new()
    {
        Phase = Phase.Running,
        Elapsed = TimeSpan.FromSeconds(62),
        Length = TimeSpan.FromMinutes(5),
        Calls = 1_234_567,
        Lag = TimeSpan.FromSeconds(125),
        History = 0.449,
        Pending = 98_765,
        OldestPending = TimeSpan.FromHours(76.5),
        Recorded = 1_234_000,
        Transcribed = 1_000_000,
        Updated = 12,
        Unavailable = 3,
        Due = 567,
        Writes = 2_000_000,
        FieldsWritten = 1_900_000,
        TranscriptsWritten = 900_000,
        Skipped = 4,
        Alerts = 99,
        Trouble = [],
        Events = [.. Enumerable.Range(0, 10).Select(number =>
            new HeardEvent(DateTimeOffset.UnixEpoch, CallEventType.CallTranscriptUnavailable, $"call_{number:00}_with_an_id_that_is_longer_than_any_seen", "backfill", "an_outcome_added_later"))],
    };

    private string Draw(Snapshot snapshot, int width, int height)
    {
        var header = new Header(new RealRevont("key", TimeProvider.System), new LocalOptions());
        var dashboard = new Dashboard(new Heard(TimeProvider.System), header, folder, TimeProvider.System);
        return Print(new Frame(dashboard.Draw(snapshot, width, height), height), width, height);
    }

    private static string Print(Spectre.Console.Rendering.IRenderable content, int width, int height)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        (console.Profile.Width, console.Profile.Height, console.Profile.Capabilities.Unicode) = (width, height, true);
        console.Write(content);
        return writer.ToString().ReplaceLineEndings("\n").TrimEnd('\n');
    }
}
