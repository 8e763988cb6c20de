using System.Data.Common;
using CallEvents.ServiceDefaults.Resilience;
using Microsoft.Extensions.Logging;

namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>
/// Circuit breaker for what a consumer calls: a CRM, an alert channel. While it is open, the downstream's probe is run with exponential
/// backoff, or where there is none, one message at a time; the others wait, which also stops the endpoint's prefetch. The first success
/// closes it.
/// </summary>
/// <remarks>
/// Not MassTransit's kill switch: the message that trips it is already in <c>_error</c>. Not its delayed redelivery: without a broker
/// plugin it kills the connection and loses messages.
/// </remarks>
public sealed class DownstreamCircuit
{
    private readonly DownstreamOptions options;
    private readonly TimeProvider time;
    private readonly CircuitGate gate;
    private readonly MessageJudge judge;
    private readonly SharedProbe? probe;
    private readonly AttemptConclusion conclusion;
    private long retries;

    internal DownstreamCircuit(
        DownstreamDefinition definition,
        DownstreamOptions options,
        TimeProvider time,
        ILogger<DownstreamCircuit> logger,
        CancellationToken stopping
    )
    {
        (this.options, this.time) = (options, time);
        gate = new CircuitGate(definition.Name, options, time, new OutageLog(definition.Name, time, logger), stopping);
        judge = new MessageJudge(definition.MaxRejectedInARow);
        probe = definition.Probe is { } run ? new SharedProbe(run) : null;
        conclusion = new AttemptConclusion(definition, options, gate, judge, probe);
    }

    /// <summary>The current outage; null while the circuit is closed.</summary>
    public Outage? Outage => gate.Outage;

    /// <summary>How many messages wait for the downstream at this moment.</summary>
    public int Waiting => gate.Waiting;

    /// <summary>How many attempts were repeated since the start.</summary>
    public long Retries => Interlocked.Read(ref retries);

    /// <summary>Whether messages pass, wait, or one of them probes.</summary>
    public CircuitState State => gate.State;

    /// <summary>Runs the operation until the downstream answers. An exception that does not mean "unavailable" ends it.</summary>
    /// <param name="operation">
    /// Repeated until <see cref="DownstreamResult.Completed"/>, <see cref="DownstreamResult.Skipped"/> or
    /// <see cref="DownstreamResult.Rejected"/>: must be idempotent.
    /// </param>
    /// <param name="cancellationToken">The handling's own: cancelled when the channel or the process goes.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="OperationCanceledException">It took too long: the message is requeued.</exception>
    public Task<DownstreamResult> ExecuteAsync(
        Func<CancellationToken, Task<DownstreamResult>> operation,
        CancellationToken cancellationToken
    ) => ExecuteAsync((_, token) => operation(token), cancellationToken);

    /// <summary>The same for an operation that acts differently on a message that has failed before.</summary>
    /// <param name="operation">Gets the number of attempts that failed in a way that may be the message's own fault.</param>
    /// <param name="cancellationToken">As above.</param>
    public Task<DownstreamResult> ExecuteAsync(
        Func<int, CancellationToken, Task<DownstreamResult>> operation,
        CancellationToken cancellationToken
    ) => ExecuteAsync(operation, new MessageTrial(time.GetTimestamp(), options.MaxHoldTime), cancellationToken);

    /// <summary>The same without a message that could be requeued: runs until the downstream answers, or cancelled.</summary>
    public async Task ExecuteUntilCompletedAsync(
        Func<CancellationToken, Task<DownstreamResult>> operation,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var trial = new MessageTrial(time.GetTimestamp(), Timeout.InfiniteTimeSpan, isMessage: false);
            await ExecuteAsync((_, token) => operation(token), trial, cancellationToken);
        }
        catch (RequeueException)
        {
            // The bus stops, and with it the reason to wait.
        }
    }

    private async Task<DownstreamResult> ExecuteAsync(
        Func<int, CancellationToken, Task<DownstreamResult>> operation,
        MessageTrial trial,
        CancellationToken cancellationToken
    )
    {
        judge.Begin(trial);
        try
        {
            while (true)
            {
                var entry = await gate.EnterAsync(trial, cancellationToken);
                if (entry is CircuitGate.Entry.RunProbe)
                {
                    await RunProbeAsync(cancellationToken);
                    continue;
                }

                var (result, pause) = await AttemptAsync(operation, trial, entry is CircuitGate.Entry.TryMessage, cancellationToken);
                if (result is not null)
                    return result;
                await gate.PauseAsync(trial, pause, cancellationToken);
                Interlocked.Increment(ref retries);
            }
        }
        finally
        {
            judge.End(trial);
        }
    }

    private async Task<Conclusion> AttemptAsync(
        Func<int, CancellationToken, Task<DownstreamResult>> operation,
        MessageTrial trial,
        bool isProbe,
        CancellationToken cancellationToken
    )
    {
        judge.BeginAttempt(trial);
        try
        {
            var result = await Attempt.RunAsync(token => operation(trial.Failures, token), cancellationToken);
            foreach (var pause in isProbe ? [] : options.ImmediateRetries)
            {
                if (!MayRetry(result, pause))
                    break;
                await Task.Delay(pause, time, cancellationToken);
                Interlocked.Increment(ref retries);
                result = await Attempt.RunAsync(token => operation(trial.Failures, token), cancellationToken);
            }

            return await conclusion.DrawAsync(result, trial, isProbe, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            gate.Abandon(isProbe);
            throw;
        }
        catch (Exception exception) when (exception is not RequeueException)
        {
            // The downstream is available: the exception is its answer about this one message. Unless it is the database's answer.
            if (exception.GetBaseException() is DbException)
                gate.Abandon(isProbe);
            else
                conclusion.Answered(isProbe);
            throw;
        }
    }

    // With a probe, that one shows whether the downstream answers, sooner than another attempt of the same message.
    private bool MayRetry(DownstreamResult result, TimeSpan pause) =>
        result is DownstreamResult.FailedResult { Kind: OutageKind.Unavailable } failed
        && !(failed.Delay > pause)
        && !(failed.IsSuspect && probe is not null)
        && Outage is null;

    private async Task RunProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await probe!.RunAsync(cancellationToken) is DownstreamResult.FailedResult failed)
                conclusion.Fail(failed, wasProbe: true);
            else
                gate.Close(wasProbe: true);
        }
        catch
        {
            gate.Abandon(wasProbe: true);
            throw;
        }
    }
}
