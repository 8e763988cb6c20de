using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CallEvents.Tests;

/// <summary>Captures log lines from a level on, Information by default, with exceptions in full.</summary>
internal sealed class CapturedLogs(LogLevel lowest) : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();

    public CapturedLogs()
        : this(LogLevel.Information) { }

    public IReadOnlyList<string> Lines => [.. lines];

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, lines, lowest);

    public void Dispose() { }

    private sealed class Logger(string category, ConcurrentQueue<string> lines, LogLevel lowest) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= lowest;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}
