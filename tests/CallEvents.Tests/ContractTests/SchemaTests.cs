using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.Contracts;
using CallEvents.TestSupport;

namespace CallEvents.Tests.ContractTests;

public sealed class SchemaTests
{
    public static TheoryData<Type> Types => [.. Samples.Types];

    public static TheoryData<Type> Shapes => [.. Samples.Types, typeof(Call), typeof(Segment)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_example_is_valid(Type type) => MessageSchemas.ValidateEnvelope(Examples.Of(type).ToJsonString()).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_schema_has_the_members_of_its_record_and_requires_the_non_nullable(Type type)
    {
        var schema = SchemaOf(type);
        var members = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

        schema["title"]!.GetValue<string>().ShouldBe(type.Name);
        Names(schema["properties"]!.AsObject().Select(member => member.Key)).ShouldBe(Names(members.Select(JsonName)));
        Names(schema["required"]!.AsArray().Select(name => name!.GetValue<string>()))
            .ShouldBe(Names(members.Where(member => !IsNullable(member)).Select(JsonName)));
        foreach (var member in members)
            AllowsNull(schema["properties"]![JsonName(member)]!).ShouldBe(IsNullable(member), $"{type.Name}.{member.Name}");
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_non_nullable_members_are_required_in_CSharp(Type type)
    {
        foreach (var member in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            member
                .CustomAttributes.Any(attribute => attribute.AttributeType.Name == "RequiredMemberAttribute")
                .ShouldBe(!IsNullable(member), $"{type.Name}.{member.Name}");
    }

    [Theory]
    [InlineData(typeof(Origins), typeof(CallRecorded), "origin")]
    [InlineData(typeof(Origins), typeof(CallTranscribed), "origin")]
    [InlineData(typeof(Origins), typeof(CallUpdated), "origin")]
    [InlineData(typeof(Origins), typeof(CallTranscriptUnavailable), "origin")]
    [InlineData(typeof(Outcomes), typeof(Call), "outcome")]
    [InlineData(typeof(Speakers), typeof(Segment), "speaker")]
    [InlineData(typeof(TranscriptUnavailableReasons), typeof(CallTranscriptUnavailable), "reason")]
    public void A_schema_lists_the_known_values(Type constants, Type type, string member) =>
        SchemaOf(type)["properties"]![member]!["examples"]!
            .AsArray()
            .Select(value => value!.GetValue<string>())
            .ShouldBe(constants.GetFields().Select(field => (string)field.GetRawConstantValue()!));

    [Theory]
    [MemberData(nameof(Types))]
    public void A_message_without_a_required_member_is_invalid(Type type)
    {
        foreach (var member in Examples.Of(type)["message"]!.AsObject().Select(member => member.Key).ToList())
        {
            var message = Examples.Of(type)["message"]!.AsObject();
            message.Remove(member);

            MessageSchemas.Validate(type.Name, message.ToJsonString()).ShouldContain($"#/{member}: PropertyRequired");
        }
    }

    [Theory]
    [InlineData("CallTranscribed", "transcript", "[]", "#/transcript: TooFewItems")]
    [InlineData("CallTranscribed", "transcript", "null", "#/transcript: ArrayExpected")]
    [InlineData("CallTranscribed", "transcript", """[{"speaker":"rep"}]""", "#/transcript[0].text: PropertyRequired")]
    [InlineData("CallTranscribed", "transcript", """[{"text":"a","startMs":"7"}]""", "#/transcript[0].startMs: NoTypeValidates")]
    [InlineData("CallTranscribed", "transcript", """[{"text":"a","endMs":1.5}]""", "#/transcript[0].endMs: NoTypeValidates")]
    [InlineData("CallUpdated", "changedFields", "[]", "#/changedFields: TooFewItems")]
    [InlineData("CallUpdated", "changedFields", """["outcome","outcome"]""", "#/changedFields: ItemsNotUnique")]
    [InlineData("CallUpdated", "changedFields", """[""]""", "#/changedFields[0]: StringTooShort")]
    [InlineData("CallUpdated", "previous", "{}", "#/previous.id: PropertyRequired")]
    [InlineData("CallUpdated", "previous", "null", "#/previous: ObjectExpected")]
    [InlineData("CallTranscriptUnavailable", "reason", "null", "#/reason: StringExpected")]
    [InlineData("CallRecorded", "revision", "\"1710513150417\"", "#/revision: IntegerExpected")]
    [InlineData("CallRecorded", "revision", "0", "#/revision: NumberTooSmall")]
    [InlineData("CallRecorded", "revision", "99999999999999999999", "#:")]
    [InlineData("CallRecorded", "workspace", "\"\"", "#/workspace: StringTooShort")]
    [InlineData("CallRecorded", "observedAt", "\"yesterday\"", "#/observedAt: DateTimeExpected")]
    [InlineData("CallRecorded", "observedAt", "\"2024-03-15T14:32:00\"", "#/observedAt: PatternMismatch")]
    [InlineData("CallRecorded", "observedAt", "\"2024-03-15T14:32:00+01:00\"", "#/observedAt: PatternMismatch")]
    [InlineData("CallRecorded", "call", """{"id":"c","createdAt":"03/15/2024 14:32:00Z"}""", "#/call.createdAt: DateTimeExpected")]
    [InlineData(
        "CallRecorded",
        "call",
        """{"id":"c","createdAt":"2024-03-15T14:32:00Z","durationSeconds":"7"}""",
        "#/call.durationSeconds: NoTypeValidates"
    )]
    [InlineData("CallRecorded", "call", """{"id":"c","createdAt":"2024-03-15T14:32:00Z","outcome":7}""", "#/call.outcome: NoTypeValidates")]
    public void A_wrong_value_is_invalid(string type, string member, string value, string error)
    {
        var message = Examples.Of(Samples.Types.Single(sample => sample.Name == type))["message"]!.AsObject();
        message[member] = JsonNode.Parse(value);

        MessageSchemas.Validate(type, message.ToJsonString()).ShouldContain(found => found.StartsWith(error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("messageId", "\"17\"", "#/messageId: UuidExpected")]
    [InlineData("conversationId", "null", "#/conversationId: StringExpected")]
    [InlineData("sentTime", "\"now\"", "#/sentTime: DateTimeExpected")]
    [InlineData("message", "null", "#/message: ObjectExpected")]
    [InlineData("message", "{}", "CallRecorded #/workspace: PropertyRequired")]
    [InlineData("messageType", "[]", "#/messageType: TooFewItems")]
    [InlineData("messageType", """["urn:message:Other:Thing"]""", "#/messageType: none begins with urn:message:CallEvents.Contracts:")]
    [InlineData("messageType", """["CallRecorded"]""", "#/messageType[0]: PatternMismatch")]
    public void A_wrong_envelope_is_invalid(string member, string value, string error)
    {
        var envelope = Examples.Of(typeof(CallRecorded));
        envelope[member] = JsonNode.Parse(value);

        MessageSchemas.ValidateEnvelope(envelope.ToJsonString()).ShouldContain(error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    public void JSON_that_is_no_message_is_invalid(string json)
    {
        MessageSchemas.Validate(nameof(CallRecorded), json).ShouldNotBeEmpty();
        MessageSchemas.ValidateEnvelope(json).ShouldNotBeEmpty();
    }

    private static JsonObject SchemaOf(Type type) =>
        JsonNode
            .Parse(
                File.ReadAllText(
                    Path.Combine(Repository.Contracts, "schemas", $"{JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name)}.json")
                )
            )!
            .AsObject();

    private static string JsonName(PropertyInfo member) => JsonNamingPolicy.CamelCase.ConvertName(member.Name);

    private static bool IsNullable(PropertyInfo member) =>
        new NullabilityInfoContext().Create(member).ReadState == NullabilityState.Nullable;

    private static bool AllowsNull(JsonNode schema) =>
        schema["type"] is JsonArray types && types.Any(type => type!.GetValue<string>() == "null");

    private static IEnumerable<string> Names(IEnumerable<string> names) => names.Order(StringComparer.Ordinal);
}
