using System.Runtime.InteropServices;

namespace CallEvents.Local;

/// <summary>Ctrl+C and SIGTERM: the first asks for an end with a summary, the second not to wait for anything any more.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly CancellationTokenSource hurry = new();
    private readonly PosixSignalRegistration[] signals;

    public Interrupts() => signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Take))];

    public CancellationToken End => end.Token;

    public CancellationToken Hurry => hurry.Token;

    public void Dispose()
    {
        Array.ForEach(signals, signal => signal.Dispose());
        end.Dispose();
        hurry.Dispose();
    }

    private void Take(PosixSignalContext signal)
    {
        signal.Cancel = true;
        (end.IsCancellationRequested ? hurry : end).Cancel();
    }
}
