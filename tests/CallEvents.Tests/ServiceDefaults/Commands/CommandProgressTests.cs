using System.Text;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.TestSupport;
using Spectre.Console;

namespace CallEvents.Tests.ServiceDefaults.Commands;

/// <summary>What a command shows while it works.</summary>
public sealed class CommandProgressTests
{
    [Fact]
    public async Task On_a_terminal_it_is_a_bar_that_is_gone_at_the_end()
    {
        await using var errors = new LockedWriter();
        var progress = Create(errors, isTerminal: true);

        var result = await progress.RunWithBarAsync(
            TimeProvider.System,
            async show =>
            {
                show("Replay 7 [of] main: running, 400 of 1,000 calls, 800 events, about 3 min left", 0.4);
                await Eventually.Be(errors.ToString, text => text.Contains("40%", StringComparison.Ordinal));
                return true;
            }
        );

        result.ShouldBeTrue();
        errors.ToString().ShouldContain("Replay 7 [of] main: running, 400 of 1,000");
        errors.ToString().ShouldContain("━");
        errors.ToString().TrimEnd().ShouldEndWith("\u001b[?25h", Case.Sensitive, "the cursor is shown again");
    }

    [Fact]
    public async Task Elsewhere_it_is_a_line_now_and_then()
    {
        await using var errors = new LockedWriter();
        var progress = Create(errors, isTerminal: false);

        await progress.RunWithBarAsync(
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

    /// <summary>The library writes to it from a thread of its own.</summary>
    private sealed class LockedWriter : StringWriter
    {
        private readonly Lock sync = new();

        public override void Write(char value)
        {
            lock (sync)
                base.Write(value);
        }

        public override void Write(string? value)
        {
            lock (sync)
                base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            lock (sync)
                base.Write(buffer, index, count);
        }

        public override string ToString()
        {
            lock (sync)
                return base.ToString();
        }
    }

    private sealed record Output(TextWriter Writer, bool IsTerminal) : IAnsiConsoleOutput
    {
        public int Width => 80;

        public int Height => 40;

        public void SetEncoding(Encoding encoding) { }
    }
}
