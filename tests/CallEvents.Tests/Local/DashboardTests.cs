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
    public void The_view_fits_the_window_exactly(int width, int height)
    {
        var lines = Draw(BusySnapshot(), width, height).Split('\n');

        lines.Length.ShouldBeLessThanOrEqualTo(height);
        lines.ShouldAllBe(line => line.Length <= width);
        string[] expectedTexts =
        [
            "1,234,567",
            "2 min 5 s",
            "3 d 4 h",
            "44 %",
            "98,765",
            "CRM writes",
            "call_09",
            "00:01:02 of 00:05:00",
            "Healthy",
            "http://127.0.0.1:40123/",
        ];
        foreach (var text in expectedTexts)
            string.Join('\n', lines).ShouldContain(text);
        lines.ShouldContain(line =>
            line.Contains("1,234,567", StringComparison.Ordinal) && line.Contains("Calls", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(80, 23)]
    [InlineData(80, 24)]
    [InlineData(100, 28)]
    [InlineData(100, 29)]
    [InlineData(100, 34)]
    [InlineData(140, 40)]
    public void Alerts_by_rule_fit_the_window_too(int width, int height)
    {
        string[] rules =
        [
            "low-score",
            "deal-lost",
            "competitor-mentioned",
            "cancellation-risk",
            "lost-with-competitor",
            "no-next-steps",
            "rep-talks-too-much",
            "score-dropped",
            "price-question-early",
            "recording-notice-missing",
            "transcript-missing",
        ];

        var lines = Draw(
                BusySnapshot() with
                {
                    AlertsByRule = [.. rules.Select((rule, index) => new RuleCount(rule, 110 - index))],
                },
                width,
                height
            )
            .Split('\n');

        lines.Length.ShouldBeLessThanOrEqualTo(height);
        lines.ShouldAllBe(line => line.Length <= width);
        foreach (var text in (string[])["Alerts by rule", "low-score 110", "transcript-missing 100", "call_00", "Healthy"])
            string.Join('\n', lines).ShouldContain(text);
    }

    [Fact]
    public void Rules_are_listed_by_their_number_of_alerts()
    {
        var counts = new Dictionary<string, long>
        {
            ["b"] = 2,
            ["a"] = 2,
            ["c"] = 10,
        };

        RuleCount.ListOf(counts).Select(rule => rule.RuleId).ShouldBe(["c", "a", "b"]);
        Draw(BusySnapshot() with { AlertsByRule = [] }, 80, 24).ShouldContain("none yet");
        Draw(BusySnapshot(), 80, 24).ShouldNotContain("Alerts by rule");
    }

    [Fact]
    public void A_window_too_small_for_the_view_still_shows_the_progress() => Draw(BusySnapshot(), 40, 10).ShouldContain("1,234,567 calls");

    [Fact]
    public void A_problem_replaces_the_healthy_state()
    {
        var view = Draw(BusySnapshot() with { Problems = ["no queue bound for CallTranscribed"] }, 80, 24);

        view.ShouldContain("▲ no queue bound for CallTranscribed");
        view.ShouldNotContain("Healthy");
    }

    [Fact]
    public void External_text_cannot_send_control_codes_to_the_terminal()
    {
        var hostile = new ReceivedEvent(
            DateTimeOffset.UnixEpoch,
            CallEventType.CallRecorded,
            "call_\e[2J[red]",
            "live\r\n",
            "\e]0;title\a"
        );

        var view = Draw(BusySnapshot() with { Events = [hostile] }, 80, 24);

        view.ShouldContain("call_[2J[red]");
        view.ShouldNotContain('\e');
        view.ShouldNotContain('\a');
    }

    [Fact]
    public void Chart_columns_are_proportional_to_their_counts()
    {
        var rows = Print(ColumnChart.Draw([0, 1, 8, 16], 2, Style.Plain), 10, 10).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        rows[0].ShouldBe("   █");
        rows[1].ShouldBe(" ▁██");
    }

    public void Dispose() => folder.Dispose();

    private static Snapshot BusySnapshot() =>
        new()
        {
            Phase = RunPhase.Running,
            Elapsed = TimeSpan.FromSeconds(62),
            PlannedDuration = TimeSpan.FromMinutes(5),
            Calls = 1_234_567,
            Lag = TimeSpan.FromSeconds(125),
            BackfillProgress = 0.449,
            PendingTranscripts = 98_765,
            OldestPendingTranscript = TimeSpan.FromHours(76.5),
            Recorded = 1_234_000,
            Transcribed = 1_000_000,
            Updated = 12,
            Unavailable = 3,
            OutboxPending = 567,
            Writes = 2_000_000,
            FieldsWritten = 1_900_000,
            TranscriptsWritten = 900_000,
            Skipped = 4,
            Alerts = 99,
            Problems = [],
            Events = [.. Enumerable.Range(0, 10).Select(LongEvent)],
        };

    private static ReceivedEvent LongEvent(int number) =>
        new(
            DateTimeOffset.UnixEpoch,
            CallEventType.CallTranscriptUnavailable,
            $"call_{number:00}_with_an_id_that_is_longer_than_any_known_id",
            "backfill",
            "an_outcome_added_later"
        );

    private string Draw(Snapshot snapshot, int width, int height)
    {
        var address = new StatusAddress(() => "http://127.0.0.1:40123");
        var header = new Header(new RealRevont("key", TimeProvider.System), new LocalOptions(), address, folder);
        var dashboard = new Dashboard(new ReceivedEvents(TimeProvider.System), header, TimeProvider.System);
        return Print(new Frame(dashboard.Draw(snapshot, width, height), height), width, height);
    }

    private static string Print(Spectre.Console.Rendering.IRenderable content, int width, int height)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Out = new AnsiConsoleOutput(writer),
            }
        );
        (console.Profile.Width, console.Profile.Height, console.Profile.Capabilities.Unicode) = (width, height, true);
        console.Write(content);
        return writer.ToString().ReplaceLineEndings("\n").TrimEnd('\n');
    }
}
