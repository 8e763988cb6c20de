using System.Runtime.InteropServices;

namespace CallEvents.Local;

/// <summary>Handles Ctrl+C, SIGTERM and SIGHUP: the first signal requests a graceful shutdown, the second a forced one.</summary>
internal sealed class ShutdownSignals : IDisposable
{
    private static readonly PosixSignal[] HandledSignals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly CancellationTokenSource shutdown = new();
    private readonly CancellationTokenSource forcedShutdown = new();
    private readonly PosixSignalRegistration[] registrations;

    public ShutdownSignals() => registrations = [.. HandledSignals.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];

    /// <summary>Drain, print a summary, exit.</summary>
    public CancellationToken ShutdownRequested => shutdown.Token;

    /// <summary>Stop draining.</summary>
    public CancellationToken ForcedShutdownRequested => forcedShutdown.Token;

    public void Dispose()
    {
        Array.ForEach(registrations, registration => registration.Dispose());
        shutdown.Dispose();
        forcedShutdown.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        (shutdown.IsCancellationRequested ? forcedShutdown : shutdown).Cancel();
    }
}
