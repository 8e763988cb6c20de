using System.Text;
using CallEvents.Poller.Commands;
using CallEvents.TestSupport;
using Spectre.Console;

namespace CallEvents.Tests.Poller.Commands;

/// <summary>What a command shows while it works.</summary>
public sealed class CommandProgressTests
{
    [Fact]
    public async Task On_a_terminal_it_is_a_bar_that_is_gone_at_the_end()
    {
        await using var errors = new StringWriter();
        var progress = Create(errors, isTerminal: true);

        var result = await progress.BarAsync(
            TimeProvider.System,
            async show =>
            {
                show("Replay 7 [of] main: running", 0.4);
                await Eventually.Be(errors.ToString, text => text.Contains("40%", StringComparison.Ordinal));
                return true;
            }
        );

        result.ShouldBeTrue();
        errors.ToString().ShouldContain("Replay 7 [of] main: running");
        errors.ToString().ShouldContain("━");
        errors.ToString().TrimEnd().ShouldEndWith("\u001b[?25h", Case.Sensitive, "the cursor is shown again");
    }

    [Fact]
    public async Task Elsewhere_it_is_a_line_now_and_then()
    {
        await using var errors = new StringWriter();
        var progress = Create(errors, isTerminal: false);

        await progress.BarAsync(
            TimeProvider.System,
            show =>
            {
                show("Replay 7: running", 0.4);
                show("Replay 7: running", 0.5);
                return Task.FromResult(true);
            }
        );

        errors.ToString().ShouldBe($"Replay 7: running{Environment.NewLine}");
    }

    private static CommandProgress Create(TextWriter errors, bool isTerminal)
    {
        var environment = CommandEnvironment.OfProcess with { Error = errors };
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
                Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
                Out = new Output(errors, isTerminal),
            }
        );
        return new CommandProgress(environment, console, isJson: false);
    }

    private sealed record Output(TextWriter Writer, bool IsTerminal) : IAnsiConsoleOutput
    {
        public int Width => 120;

        public int Height => 40;

        public void SetEncoding(Encoding encoding) { }
    }
}
