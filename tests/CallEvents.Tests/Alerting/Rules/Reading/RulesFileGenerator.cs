using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace CallEvents.Tests.Alerting.Rules.Reading;

/// <summary>
/// Generates rules files, good ones and those with one place changed. What no JSON schema can express is left out: doubled ids, unknown
/// lists, limits that exclude each other, and conditions that no message could meet together.
/// </summary>
internal static class RulesFileGenerator
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Gen<string> Word = OneText("x", "y z", "$names", "2m", "é", "cancel*");
    private static readonly Gen<string> Speaker = OneText("rep", "anyone", "y z", "é", "$9");
    private static readonly Gen<string> Channel = OneText("log", "on-call", "a_1", "7");
    private static readonly Gen<string> Severity = OneText("info", "warning", "error", "critical");
    private static readonly Gen<string> Digest = OneText("digest", "drop");
    private static readonly Gen<string> Duration = OneText("150s", "2m", "1h30m", "7d", "1d2h3m4s");
    private static readonly Gen<string> Count = Gen.Int[1, 40].Select(number => $"{number}");
    private static readonly Gen<string> Number = Gen.OneOf("60", "0", "-2.5", "1000000");
    private static readonly Gen<string> Share = Gen.OneOf(OneText("65%", "0.5%", "100%"), Gen.Const("0.65"));
    private static readonly Gen<string> Seconds = Gen.OneOf(Duration, Gen.Const("90"), OneText("0s"));
    private static readonly Gen<string> Flag = Gen.OneOf("true", "false");

    private static readonly Gen<string> TextField = Gen.OneOf(
        Some(Word),
        Map(("isEmpty", Flag)),
        Map(("is", Word), ("isNot?", Word), ("isEmpty?", Gen.Const("false"))),
        Map(("in", Some(Word)), ("notIn?", Some(Word)))
    );

    private static readonly Gen<string> Spoken = Gen.OneOf(
        Map(("said", Words())),
        Map(("notSaid", Words())),
        Map(("talkRatio", Map(("by", Speaker), ("above", Share)))),
        Map(("longestMonologue", Map(("by?", Speaker), ("below", Seconds)))),
        Map(("silenceRatio", Map(("atLeast", Share)))),
        Map(("questions", Map(("by?", Speaker), ("atMost", Number)))),
        Map(("switchesPerMinute", Map(("above", Number))))
    );

    private static readonly Gen<string> OfFields = Gen.OneOf(
        Map(("outcome", TextField)),
        Map(("prospectEmail", TextField)),
        Map(("coachingScore", Gen.OneOf(Number, Map(("below", Number)), Map(("isEmpty", Flag))))),
        Map(("durationSeconds", Gen.OneOf(Seconds, Map(("atLeast", Seconds)))))
    );

    private static readonly Gen<string> Changed = Map(
        (
            "changed",
            Gen.OneOf(
                OneText("outcome", "coachingScore"),
                Map(("field", OneText("outcome")), ("from?", Some(Word)), ("to?", Some(Word))),
                Map(("field", OneText("coachingScore")), ("dropsBy?", Count), ("to?", Some(Number))),
                Map(("field", OneText("durationSeconds")), ("risesBy?", Duration), ("from?", Some(Seconds)))
            )
        )
    );

    private static readonly Gen<string> When = Gen.OneOf(
        ListOf(OfFields),
        ListOf(Spoken),
        ListOf(Gen.OneOf(OfFields, Spoken)),
        ListOf(Gen.OneOf(OfFields, Changed)),
        ListOf(Map(("anyOf", ListOf(Gen.OneOf(Spoken, Map(("noneOf", ListOf(Spoken)))))))),
        ListOf(Map(("allOf", ListOf(OfFields)))),
        ListOf(Map(("transcript", OneText("unavailable"))))
    );

    private static readonly Gen<string> Only = Map(
        ("teams", Some(Word)),
        ("workspaces?", Some(Word)),
        ("domains?", Some(OneText("acme.com", "x"))),
        ("origins?", Some(OneText("live", "replay")))
    );

    private static readonly Gen<string> Rule = Gen.OneOf(RuleOf(When, "call"), RuleOf(ListOf(OfFields), "call", "change"));

    private static readonly Gen<string> Good = Map(
        ("version", Gen.Const("1")),
        ("lists", Gen.Const("""{ "names": ["gong", "chorus", "7"] }""")),
        ("defaults?", Map(("notify?", Some(Channel)), ("severity?", Severity), ("maxAge?", Duration), ("late?", Digest))),
        ("routes?", ListOf(Map(("notify", Some(Channel)), ("severity?", Some(Severity)), ("team?", Some(Word)), ("continue?", Flag)))),
        ("rules", ListOf(Rule))
    );

    /// <summary>The file as JSON, which is YAML, too.</summary>
    public static Gen<string> Files { get; } =
        Gen.Select(Good, Gen.Int[0, 4], Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000])
            .Select((file, kind, place, value) => Mutation.Of(JsonNode.Parse(file)!, kind, place, value).ToJsonString(Json));

    /// <summary>A schema cannot say that a rule which mixes fields with words alerts once for a call.</summary>
    private static Gen<string> RuleOf(Gen<string> when, params string[] once) =>
        Map(
            ("id", Gen.Int[1, 1_000_000_000].Select(number => $"\"rule-{number}\"")),
            ("title", Word),
            ("when", when),
            ("enabled?", Flag),
            ("severity?", Severity),
            ("only?", Only),
            ("once?", OneText(once)),
            ("maxAge?", Duration),
            ("late?", Digest),
            ("notify?", Some(Channel)),
            ("message?", Word),
            ("throttle?", Map(("per", OneText("rep", "rule")), ("max", Count), ("every", Duration), ("excess?", Digest))),
            ("escalate?", Map(("after", Count), ("within", Duration), ("per", OneText("rep")), ("notify", Some(Channel)))),
            ("examples?", Map(("fires?", ListOf(Some(OneText("rep: x")))), ("silent?", ListOf(OneText("a: b")))))
        );

    private static Gen<string> Words() =>
        Gen.OneOf(
            Map(("any", Some(Word)), ("by?", Speaker), ("atLeast?", Count), ("inQuestion?", Flag)),
            Map(("all", Some(Word)), ("in", OneText("first 5m", "last 25%", "first 0.5%"))),
            Map(("near", Gen.OneOf(OneText("$names"), Gen.Const("[\"$names\"]"), ListOf(Word, 2))), ("within", Count))
        );

    /// <summary>A mapping of these keys; one with a question mark may be missing.</summary>
    private static Gen<string> Map(params (string Key, Gen<string> Value)[] members) =>
        members
            .Aggregate(
                Gen.Const(""),
                (map, member) =>
                    Gen.Select(map, member.Value, Gen.Bool)
                        .Select(
                            (all, value, isThere) =>
                                isThere || !member.Key.EndsWith('?') ? $"{all}, \"{member.Key.TrimEnd('?')}\": {value}" : all
                        )
            )
            .Select(all => $"{{ {all.TrimStart(',')} }}");

    private static Gen<string> Some(Gen<string> item) => Gen.OneOf(item, ListOf(item));

    private static Gen<string> ListOf(Gen<string> item, int least = 1) =>
        item.Array[least, 2].Select(items => $"[{string.Join(", ", items)}]");

    private static Gen<string> OneText(params string[] texts) => Gen.OneOf([.. texts.Select(text => $"\"{text}\"")]);
}
