using System.Diagnostics;
using CallEvents.Poller;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Tests.Poller.Commands;

/// <summary>The completion scripts, in the real shells.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("", "run health completion --json --help --version")]
    [InlineData("hea", "health")]
    [InlineData("health ", "ready live --json --help")]
    [InlineData("health l", "live")]
    [InlineData("--json completion ", "bash zsh fish --name --json --help")]
    [InlineData("completion bash --name ", "")]
    public async Task Bash_offers_the_words_that_may_follow(string typed, string offered)
    {
        var offers = await CompleteAsync("bash", ["--norc", "-c"], typed, script => $"{script}{Ask(typed)}");

        if (typed.Length == 0)
            offered.Split(' ').ShouldBeSubsetOf(offers);
        else
            offers.ShouldBe(offered.Split(' ', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
    }

    [Theory]
    [InlineData("health ", "ready live --json --help")]
    [InlineData("--json completion ", "bash zsh fish --name --json --help")]
    [InlineData("ledger export file ", "--workspace --json --help")]
    [InlineData("completion bash --name ", "")]
    public async Task Zsh_offers_the_words_that_may_follow(string typed, string offered) =>
        (await CompleteAsync("zsh", ["-f", "-c"], typed, script => $"{script}emulate -L sh\n{Ask(typed)}")).ShouldBe(
            offered.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            ignoreOrder: true
        );

    [Theory]
    [InlineData("hea", "health")]
    [InlineData("health ", "ready live")]
    [InlineData("health l", "live")]
    [InlineData("--json completion ", "bash zsh fish")]
    [InlineData("replay st", "stop")]
    [InlineData("replay --q", "--queue")]
    public async Task Fish_offers_the_words_that_may_follow(string typed, string offered) =>
        (await CompleteAsync("fish", ["--no-config", "-c"], typed, script => $"{script}complete -C 'calls {typed}' | cut -f 1")).ShouldBe(
            offered.Split(' '),
            ignoreOrder: true
        );

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Every_command_is_in_the_script(string shell)
    {
        var run = await CommandRun.OfAsync("completion", shell, "--name", "poller");

        run.ExitCode.ShouldBe(0);
        foreach (var command in new ServiceRootCommand(PollerProgram.Create()).Subcommands)
            run.Output.ShouldMatch($@"\b{command.Name}\b");
    }

    private static async Task<IReadOnlyList<string>> CompleteAsync(
        string shell,
        string[] options,
        string typed,
        Func<string, string> program
    )
    {
        var script = (await CommandRun.OfAsync("completion", shell, "--name", "calls")).Output;
        var start = new ProcessStartInfo(shell, [.. options, program(script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Where zsh and fish keep what they have learned.
        start.Environment["HOME"] = TemporaryFolder.Create();
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        (await errors).ShouldBe("", typed);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>What bash does when Tab is pressed, and zsh's adapter.</summary>
    private static string Ask(string typed)
    {
        var words = $"calls {typed}".Split(' ');
        return $"""
            COMP_WORDS=({string.Join(' ', words.Select(word => $"'{word}'"))}); COMP_CWORD={words.Length - 1}
            _calls
            printf '%s\n' "${"{COMPREPLY[@]}"}"
            """;
    }
}
