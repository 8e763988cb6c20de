using System.Text.Json;
using CallEvents.Alerting.Composing;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.State;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.People;
using Microsoft.Extensions.Options;

namespace CallEvents.Alerting.RaiseAlerts;

/// <summary>Judges all rules on an event, and puts what fires into the outbox, in one transaction.</summary>
internal sealed class AlertRaiser(
    RulesSource rules,
    PeopleSource people,
    Outbox outbox,
    AlertPlacer placer,
    OutboxSignal signal,
    AlertingMetrics metrics,
    IOptions<AlertingOptions> options
)
{
    public async Task<MessageOutcome> RaiseAsync(CallEvent callEvent, CancellationToken cancellationToken)
    {
        if (!options.Value.Concerns(callEvent.Workspace))
            return MessageOutcome.Ignored;

        // The file may be read again in the meantime: a message is judged and placed by one set of rules.
        var current = rules.Current;
        var judged = Judge(current, callEvent, people.Current.Find(callEvent.Call.RepId));
        if (judged.Count == 0)
            return MessageOutcome.Ignored;

        List<(Rule Rule, Judgement Judgement)> met =
        [
            .. judged
                .Where(pair => pair.Judgement.Fires || (pair.Rule.IsMixed && (IsHalf(pair.Judgement) || IsRefuted(pair, callEvent))))
                .OrderBy(pair => pair.Rule.Id, StringComparer.Ordinal),
        ];
        if (met.Count == 0)
            return MessageOutcome.Handled;

        await using var transaction = await outbox.BeginAsync(cancellationToken);
        List<Firing> firings = [];
        foreach (var (rule, judgement) in met)
        {
            if (await FireAsync(transaction, rule, judgement, callEvent, cancellationToken) is { } firing)
                firings.Add(firing);
        }

        // What is counted, and the digests that collect, belong to a call's workspace and a channel: one lock, so that no two transactions
        // wait for each other.
        if (firings.Count > 0)
            await transaction.LockAsync("place", cancellationToken);
        List<PlacedAlert> placed = [];
        foreach (var firing in firings)
        {
            var shown = firing.Newer is { } newer ? callEvent with { Call = newer } : callEvent;
            placed.AddRange(await placer.PlaceAsync(transaction, current, firing, shown, cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);

        foreach (var alert in placed)
            metrics.AlertRaised(alert);
        if (placed.Count > 0)
            signal.Set();
        return MessageOutcome.Handled;
    }

    private List<(Rule Rule, Judgement Judgement)> Judge(RuleSet current, CallEvent callEvent, Person? rep)
    {
        using var duration = metrics.MeasureMatch();
        var judge = new RuleJudge(callEvent, rep);
        return [.. current.Rules.Select(rule => (rule, judge.Judge(rule))).Where(pair => pair.Item2.NotJudged is null)];
    }

    private static bool IsHalf(Judgement judgement) => judgement.Fields is Answer.True || judgement.Rest is Answer.True;

    /// <summary>The transcript has come that the rule took for unavailable.</summary>
    private static bool IsRefuted((Rule Rule, Judgement Judgement) pair, CallEvent callEvent) =>
        callEvent.Kind is EventKind.Transcribed
        && pair.Judgement.Rest is Answer.False
        && pair.Rule.When.Any(condition => condition.ExpectsNoTranscript);

    /// <summary>The firing, of this message or together with an earlier one.</summary>
    private static async Task<Firing?> FireAsync(
        OutboxTransaction transaction,
        Rule rule,
        Judgement judgement,
        CallEvent callEvent,
        CancellationToken cancellationToken
    )
    {
        if (IsRefuted((rule, judgement), callEvent))
            await transaction.ForgetRestAsync(rule, callEvent, cancellationToken);
        if (!judgement.Fires)
            return IsHalf(judgement) ? await RememberAsync(transaction, rule, judgement, callEvent, cancellationToken) : null;
        if (rule.IsMixed)
            await transaction.MarkFiredAsync(rule, callEvent, cancellationToken);
        return new Firing(rule, Reasons.Of(judgement));
    }

    /// <summary>Remembers the half that holds. The firing, where the other half has held before.</summary>
    private static async Task<Firing?> RememberAsync(
        OutboxTransaction transaction,
        Rule rule,
        Judgement judgement,
        CallEvent callEvent,
        CancellationToken cancellationToken
    )
    {
        var ofRest = judgement.Rest is Answer.True;
        var reasons = JsonSerializer.Serialize(
            Reasons.Of(
                judgement with
                {
                    Conditions = [.. judgement.Conditions.Where(condition => condition.Condition.IsAboutTranscript == ofRest)],
                }
            )
        );
        var remembered = await transaction.RememberAsync(
            new RememberedMatch
            {
                Workspace = callEvent.Workspace,
                RuleId = rule.Id,
                CallId = callEvent.Call.Id,
                Fingerprint = rule.Fingerprint,
                Fields = ofRest ? "" : reasons,
                Rest = ofRest ? reasons : "",
                Call = ofRest ? "" : JsonSerializer.Serialize(callEvent.Call),
                Revision = ofRest ? 0 : callEvent.Revision,
                ChangedAt = transaction.Now,
            },
            cancellationToken
        );
        if (remembered.Fields.Length == 0 || remembered.Rest.Length == 0 || remembered.Fields == RememberedMatch.Fired)
            return null;

        // The rule has fired on the call: its words are needed no longer.
        await transaction.MarkFiredAsync(rule, callEvent, cancellationToken);
        return new Firing(rule, [.. Read(remembered.Fields), .. Read(remembered.Rest)])
        {
            // A transcript may be older than the update that met the fields: the alert shows the call as it is by then.
            Newer = remembered.Revision > callEvent.Revision ? JsonSerializer.Deserialize<Call>(remembered.Call) : null,
        };
    }

    private static IReadOnlyList<Reason> Read(string json) => JsonSerializer.Deserialize<IReadOnlyList<Reason>>(json) ?? [];
}
