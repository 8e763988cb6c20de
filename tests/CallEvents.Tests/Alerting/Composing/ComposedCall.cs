using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Composing;
using CallEvents.Alerting.Rules;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.Links;
using CallEvents.ServiceDefaults.People;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Alerting.Composing;

/// <summary>A call of a rep in the people file with a prospect whose address is personal data.</summary>
internal static class ComposedCall
{
    public const string Address = "Ann.Example@acme.test";

    public static readonly DateTimeOffset Now = new(2026, 11, 28, 9, 0, 0, TimeSpan.Zero);

    public static readonly Snippet Gong = new("prospect", 192.4, "We are also looking at Gong, write to ann.example@acme.test.", "Gong");

    public static AlertComposer Composer()
    {
        var file = Path.Combine(TemporaryFolder.Create(), "people.yaml");
        File.WriteAllText(file, "people: { user_1: { name: Anna Smith, email: anna@us.example, team: emea } }");
        return new(
            new PeopleSource(Options.Create(new PeopleOptions { File = file })),
            new CallLink(Options.Create(new LinksOptions { Call = "https://app.example.com/calls/{callId}" })),
            new FakeTimeProvider(Now)
        );
    }

    public static Rule Rule(string? message = null, Once once = Once.Call, Escalation? escalate = null) =>
        new()
        {
            Id = "low-score",
            Title = "Low coaching score",
            Description = "Scores below 60",
            Severity = Severity.Warning,
            Events = new HashSet<EventKind> { EventKind.Recorded },
            When = [],
            Message = message,
            Once = once,
            Escalate = escalate,
        };

    public static CallEvent Event(Call? call = null, Call? previous = null) =>
        new(previous is null ? EventKind.Recorded : EventKind.Updated, "main", Origins.Live, Now, 7, call ?? Call(), previous);

    public static Call Call(double? score = 42) =>
        new()
        {
            Id = "call_1",
            CreatedAt = Now.AddHours(-1),
            RepId = "user_1",
            ProspectEmail = Address,
            CoachingScore = score,
            DurationSeconds = 1860,
            Outcome = Outcomes.Lost,
        };

    public static ChannelOptions Channel(string prospect = "email", bool? snippets = null, string type = "slack") =>
        new()
        {
            Type = type,
            Prospect = prospect,
            Snippets = snippets,
        };

    public static Reason Said(params Snippet[] snippets) => new("said: { any: [gong] }", "Gong", snippets) { Kind = ReasonKind.Said };
}
