using System.CommandLine;
using CallEvents.Poller.Api;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Hosting;
using Spectre.Console;

namespace CallEvents.Poller.Commands;

/// <summary>What a command works with: its options, the poller's services, and where it prints.</summary>
internal sealed class CommandContext(
    CommandEnvironment environment,
    ParseResult parsed,
    string[] settings,
    bool isJson,
    CancellationToken stopping
) : IAsyncDisposable
{
    private IHost? host;

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken Stopping => stopping;

    /// <summary>For a command that reads a file named <c>-</c>.</summary>
    public TextReader Input => environment.Input;

    /// <summary>For the report of a command that does not print JSON.</summary>
    public IAnsiConsole Output => CommandConsole.For(environment.Output);

    /// <summary>Progress lines and questions, on stderr.</summary>
    public CommandProgress Progress { get; } = new(environment, CommandConsole.For(environment.Error), isJson);

    /// <summary>
    /// The poller's services, by the same settings as the running one's. Nothing is started, and a setting is checked when it is used: a
    /// command needs only the settings that it uses.
    /// </summary>
    public IServiceProvider Services => (host ??= Build()).Services;

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public T? Value<T>(Option<T> option) => parsed.GetValue(option);

    public T? Value<T>(Argument<T> argument) => parsed.GetValue(argument);

    public bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The configured workspace that an option or argument names, or all when it names none.</summary>
    public IReadOnlyList<string> Workspaces(string? named)
    {
        var configured = Get<RevontOptions>().Workspaces.Keys.Order(StringComparer.OrdinalIgnoreCase).ToList();
        if (named is null)
            return configured;
        return configured.Find(name => name.Equals(named, StringComparison.OrdinalIgnoreCase)) is { } found
            ? [found]
            : throw new CommandUsageException("--workspace", $"'{named}'", $"one of {string.Join(", ", configured)}");
    }

    /// <summary>The only configured workspace, or the one that is named.</summary>
    public string SingleWorkspace(string? named) =>
        Workspaces(named) is { Count: var number } all && number == 1
            ? all[0]
            : throw new CommandUsageException(
                "--workspace",
                "nothing",
                $"one of {string.Join(", ", Workspaces(null))}, since there are several"
            );

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
            RunCommand.ServiceName,
            builder =>
            {
                builder.AddPollerParts().AddBrokerProbe();
                environment.Configure(builder);
            }
        );
}
