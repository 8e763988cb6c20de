using System.CommandLine;
using CallEvents.ServiceDefaults.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>What a command works with: its options, the services of its program, and where it prints.</summary>
public sealed class CommandContext : IAsyncDisposable
{
    private readonly ServiceProgram program;
    private readonly CommandEnvironment environment;
    private readonly ParseResult parsed;
    private readonly string[] settings;
    private IHost? host;

    internal CommandContext(
        ServiceProgram program,
        CommandEnvironment environment,
        ParseResult parsed,
        string[] settings,
        CancellationToken stopping
    )
    {
        (this.program, this.environment, this.parsed, this.settings, Stopping) = (program, environment, parsed, settings, stopping);
        Progress = new(environment, CommandConsole.For(environment.Error), parsed.GetValue(CommandOptions.Json));
    }

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>For a command that reads a file named <c>-</c>.</summary>
    public TextReader Input => environment.Input;

    /// <summary>For the report of a command that does not print JSON.</summary>
    public IAnsiConsole Output => CommandConsole.For(environment.Output);

    /// <summary>Progress lines and questions, on stderr.</summary>
    public CommandProgress Progress { get; }

    /// <summary>All commands of the program.</summary>
    public Command Root => parsed.RootCommandResult.Command;

    /// <summary>
    /// The program's services, by the same settings as the running one's. Nothing is started, and a setting is checked when it is used: a
    /// command needs only the settings that it uses.
    /// </summary>
    public IServiceProvider Services => (host ??= Build()).Services;

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public T? Value<T>(Option<T> option) => parsed.GetValue(option);

    public T? Value<T>(Argument<T> argument) => parsed.GetValue(argument);

    public bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };

    public ValueTask DisposeAsync()
    {
        if (host is IAsyncDisposable disposable)
            return disposable.DisposeAsync();
        host?.Dispose();
        return ValueTask.CompletedTask;
    }

    private IHost Build() =>
        CommandHost.Build(
            settings,
            program.Name,
            builder =>
            {
                (program.ConfigureCommands ?? program.Configure)(builder);
                environment.Configure(builder);
            }
        );
}
