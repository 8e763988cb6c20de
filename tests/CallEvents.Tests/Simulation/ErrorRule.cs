using System.Net;
using CallEvents.Tests.Simulation.Scheduling;
using Microsoft.Extensions.Logging;

namespace CallEvents.Tests.Simulation;

/// <summary>
/// What holds for every log: an error is something to mend, and no fault from outside is one. But for a rejected key, which an operator
/// has to replace.
/// </summary>
internal sealed class ErrorRule(SimulatedWorld world, SimulatedProcess process) : ILoggerProvider, ILogger
{
    private const int KeyRejected = 2102;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error && process.IsAlive;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel) && !(eventId.Id == KeyRejected && world.Faults.RefusedWith is HttpStatusCode.Unauthorized))
            world.Violate($"{process.Name} logs an error: {formatter(state, exception)}: {exception?.Message}");
    }

    public void Dispose() { }
}
