using CallEvents.Poller;
using CallEvents.ServiceDefaults.Commands;
using Microsoft.Extensions.Hosting;

namespace CallEvents.Tests.Poller.Commands;

/// <summary>One command, run in this process, with what it printed.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Errors)
{
    public static Task<CommandRun> OfAsync(params string[] args) => OfAsync(args, "");

    /// <param name="args">The command line, and settings such as <c>--Revont:BaseUrl=…</c>.</param>
    /// <param name="input">The standard input.</param>
    /// <param name="configure">Replaces services.</param>
    public static Task<CommandRun> OfAsync(string[] args, string input, Action<IHostApplicationBuilder>? configure = null) =>
        OfAsync(PollerProgram.Create(), args, input, configure);

    /// <summary>One command of any program; the other methods run the poller's.</summary>
    public static async Task<CommandRun> OfAsync(
        ServiceProgram program,
        string[] args,
        string input = "",
        Action<IHostApplicationBuilder>? configure = null
    )
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var environment = new CommandEnvironment
        {
            Input = new StringReader(input),
            Output = output,
            Error = errors,
            Configure = configure ?? (_ => { }),
        };
        var exitCode = await new ServiceCommandLine(program, environment).RunAsync(args);
        return new CommandRun(exitCode, output.ToString(), errors.ToString());
    }
}
