using System.Text.RegularExpressions;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>Draws the consequences of an attempt: for the circuit, and whether its message is done, waits, or is rejected.</summary>
internal sealed partial class AttemptConclusion(
    DownstreamDefinition definition,
    DownstreamOptions options,
    CircuitGate gate,
    MessageJudge judge,
    SharedProbe? probe
)
{
    /// <summary>Whether it was the last attempt of the message, and the pause until the next one if not.</summary>
    public async Task<Conclusion> DrawAsync(DownstreamResult result, MessageTrial trial, bool isProbe, CancellationToken cancellationToken)
    {
        switch (result)
        {
            case DownstreamResult.CompletedResult:
                if (trial.IsMessage)
                    judge.RecordSuccess();
                Answered(isProbe);
                return new Conclusion(result);
            case DownstreamResult.SkippedResult:
                gate.Abandon(isProbe);
                return new Conclusion(result);
            case DownstreamResult.NotTriedResult:
                gate.Abandon(isProbe);
                return Conclusion.Again;
            case DownstreamResult.BusyResult busy:
                if (++trial.BusyTries >= busy.MaxTries)
                    return Reject(new DownstreamResult.RejectedResult(busy.Reason, "BUSY"), trial, isProbe);
                if (busy.IsOwn)
                    gate.Abandon(isProbe);
                else
                    Answered(isProbe);
                return Conclusion.After(MessagePause(trial.BusyTries));
            case DownstreamResult.RejectedResult rejected:
                return Reject(rejected, trial, isProbe);
            case DownstreamResult.FailedResult { IsSuspect: true } suspect:
                return await ExamineAsync(suspect, trial, isProbe, cancellationToken);
            default:
                Fail((DownstreamResult.FailedResult)result, isProbe);
                return Conclusion.Again;
        }
    }

    /// <summary>Finds out whether the downstream fails on this message alone.</summary>
    private async Task<Conclusion> ExamineAsync(
        DownstreamResult.FailedResult suspect,
        MessageTrial trial,
        bool isProbe,
        CancellationToken cancellationToken
    )
    {
        if (isProbe)
            return await ExamineProbeAsync(suspect, trial, cancellationToken);
        if (gate.Outage is not null)
        {
            judge.RecordFailure(trial, answersProbe: false);
            return Conclusion.Again;
        }

        if (probe is not null && await probe.RunAsync(cancellationToken) is DownstreamResult.FailedResult failed)
        {
            // An outage: the message is beyond suspicion.
            gate.Open(failed, wasProbe: false, endsWithProbe: true);
            return Conclusion.Again;
        }

        switch (judge.RecordFailure(trial, answersProbe: probe is not null))
        {
            case Verdict.Guilty:
                return Reject(Guilty(suspect), trial, isProbe: false);
            case Verdict.Suspect:
                return Conclusion.After(MessagePause(trial.Failures));
            case Verdict.OnlySuspect:
                return Conclusion.After(ExponentialBackoff.Delay(trial.Failures, options.BreakDuration, options.MaxBreakDuration));
            default:
                gate.Open(suspect, wasProbe: false, endsWithProbe: false);
                return Conclusion.Again;
        }
    }

    /// <summary>The message that was tried in an outage has failed: either the outage goes on, or the message is its only cause.</summary>
    private async Task<Conclusion> ExamineProbeAsync(
        DownstreamResult.FailedResult suspect,
        MessageTrial trial,
        CancellationToken cancellationToken
    )
    {
        var answersProbe = probe is not null && await probe.RunAsync(cancellationToken) is DownstreamResult.CompletedResult;
        if (judge.RecordFailure(trial, answersProbe) is Verdict.Guilty)
            return Reject(Guilty(suspect), trial, isProbe: true);
        gate.Open(suspect, wasProbe: true, endsWithProbe: false);
        return Conclusion.Again;
    }

    private DownstreamResult.RejectedResult Guilty(DownstreamResult.FailedResult suspect) =>
        new($"{definition.Title} fails on this call ({StatusOf(suspect.Reason)}) and answers others", "SUSPECT");

    /// <summary>The status in a reason, such as 500; the reason itself where there is none.</summary>
    private static string StatusOf(string reason) => Status().Match(reason) is { Success: true } status ? status.Value : reason;

    [GeneratedRegex(@"\b[45][0-9]{2}\b")]
    private static partial Regex Status();

    public void Fail(DownstreamResult.FailedResult failed, bool wasProbe) =>
        gate.Open(failed, wasProbe, endsWithProbe: probe is not null && failed is { Kind: OutageKind.Unavailable, IsOwn: false });

    private Conclusion Reject(DownstreamResult.RejectedResult rejected, MessageTrial trial, bool isProbe)
    {
        if (judge.IsOutdated(trial))
        {
            gate.Abandon(isProbe);
            return Conclusion.Again;
        }

        var mayReject = judge.TryReject(out var isLast);
        if (mayReject)
            Answered(isProbe);
        else
            trial.Failures++;
        if (isLast)
            gate.Open(Rejecting(rejected), wasProbe: isProbe && !mayReject, endsWithProbe: false);
        return mayReject ? new Conclusion(rejected) : Conclusion.Again;
    }

    private DownstreamResult.FailedResult Rejecting(DownstreamResult.RejectedResult last) =>
        new($"{definition.MaxRejectedInARow} rejections in a row, the last: {last.Reason}", null, OutageKind.Rejecting);

    public void Answered(bool isProbe)
    {
        judge.RecordAnswer();

        // Not by what was under way when it opened: after a 429, that would end the pause the downstream asked for.
        if (isProbe)
            gate.Close(wasProbe: true);
    }

    private TimeSpan MessagePause(int tries) => ExponentialBackoff.Delay(tries, options.MessagePause, options.MaxMessagePause);
}
