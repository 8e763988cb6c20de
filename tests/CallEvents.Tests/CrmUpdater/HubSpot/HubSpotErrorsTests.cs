using System.Text;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.HubSpot;
using CallEvents.CrmUpdater.Mapping;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

public sealed class HubSpotErrorsTests
{
    private static readonly TimeSpan FourHours = TimeSpan.FromHours(4);

    [Theory]
    [InlineData(401, "Unauthorized")]
    [InlineData(403, "Unauthorized")]
    [InlineData(404, "NotPrepared")]
    [InlineData(405, "NotPrepared")]
    [InlineData(302, "NotPrepared")]
    [InlineData(408, "Unavailable")]
    [InlineData(429, "Unavailable")]
    [InlineData(477, "Unavailable")]
    [InlineData(500, "Unavailable")]
    [InlineData(503, "Unavailable")]
    [InlineData(409, "Busy")]
    [InlineData(423, "Busy")]
    [InlineData(400, "Rejected")]
    [InlineData(413, "Rejected")]
    [InlineData(422, "Rejected")]
    public void Each_status_has_its_consequence_whatever_the_body(int status, string expected)
    {
        foreach (var body in new[] { "", "{}", "[]", "null", "<html>", """{"status":3,"errors":"x","context":[],"message":{}}""" })
            Result(status, body).GetType().Name.ShouldBe(expected, body);
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(408, true)]
    [InlineData(429, false)]
    [InlineData(477, false)]
    public void Only_a_failing_HubSpot_makes_a_call_suspect(int status, bool isSuspect) =>
        Result(status).ShouldBeOfType<WriteResult.Unavailable>().IsSuspect.ShouldBe(isSuspect);

    [Theory]
    [InlineData("TEN_SECONDLY_ROLLING", null, 10)]
    [InlineData("TEN_SECONDLY_ROLLING", 3, 10)]
    [InlineData("TEN_SECONDLY_ROLLING", 25, 25)]
    [InlineData("SECONDLY", null, 1)]
    [InlineData("SECONDLY", 2, 2)]
    [InlineData("DAILY", null, 3600)]
    [InlineData("DAILY", 5, 3600)]
    [InlineData("SOMETHING_NEW", 7, 7)]
    [InlineData("SOMETHING_NEW", null, 10)]
    public void A_limit_is_waited_out_by_its_policy(string policy, int? retryAfter, int expected)
    {
        var pause = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var result = Result(429, $$"""{"policyName":"{{policy}}"}""", pause).ShouldBeOfType<WriteResult.Unavailable>();
        result.Delay.ShouldBe(TimeSpan.FromSeconds(expected));
        result.Reason.ShouldContain(policy);
    }

    [Fact]
    public void The_daily_limit_ends_at_the_accounts_midnight()
    {
        var fault = HubSpotFault.Of(Answer(429, """{"policyName":"DAILY"}"""));
        HubSpotErrors
            .ToResult(fault, TimeSpan.FromMinutes(12), "")
            .ShouldBeOfType<WriteResult.Unavailable>()
            .Delay.ShouldBe(TimeSpan.FromMinutes(12));
    }

    [Theory]
    [InlineData("""{"errors":[{"code":"PROPERTY_DOESNT_EXIST","context":{"propertyName":["revont_outcome"]}}]}""")]
    [InlineData(
        """{"message":"Property values were not valid: [{\"isValid\":false,\"error\":\"READ_ONLY_VALUE\",\"name\":\"revont_outcome\"}]"}"""
    )]
    [InlineData("""{"message":"something \"error\":\"PROPERTY_DOESNT_EXIST\",\"name\":\"revont_outcome\" something"}""")]
    public void An_unusable_property_is_a_matter_of_the_set_up(string body) =>
        Result(400, body).ShouldBeOfType<WriteResult.NotPrepared>().Reason.ShouldContain("property revont_outcome (mapping.yaml:7)");

    [Fact]
    public void A_refused_value_is_named_by_code_and_never_quoted()
    {
        const string body = """
            {"status":"error","category":"VALIDATION_ERROR","correlationId":"019db170-44cc-7000-8000-000000000001",
             "message":"Not valid: [{\"message\":\"jane@acme.example\",\"error\":\"INVALID_OPTION\"},{\"error\":\"joe@jane.example\"}]",
             "errors":[{"name":"jane@acme.example"}],
             "context":{"missingScopes":["jane@acme.example","crm.objects.contacts.write"],"propertyName":["jane@acme.example"]}}
            """;
        var rejected = Result(400, body).ShouldBeOfType<WriteResult.Rejected>();
        rejected.Code.ShouldBe("INVALID_OPTION");
        rejected.Reason.ShouldContain("019db170-44cc-7000-8000-000000000001");
        rejected.Reason.ShouldNotContain("jane");
    }

    [Fact]
    public void A_code_within_a_value_that_is_quoted_is_none()
    {
        const string body = """
            {"message":"Not valid: [{\"error\":\"INVALID_OPTION\",\"message\":\"\\\"error\\\":\\\"PROPERTY_DOESNT_EXIST\\\"\"}]"}
            """;
        Result(400, body).ShouldBeOfType<WriteResult.Rejected>().Code.ShouldBe("INVALID_OPTION");
    }

    [Fact]
    public void Missing_scopes_are_named() =>
        Result(403, """{"context":{"missingScopes":["crm.objects.deals.read"]}}""")
            .ShouldBeOfType<WriteResult.Unauthorized>()
            .Reason.ShouldContain("crm.objects.deals.read");

    [Fact]
    public void Only_a_404_that_names_a_record_means_that_it_is_gone()
    {
        Result(404, """{"category":"OBJECT_NOT_FOUND","context":{"ids":["77"]}}""").ShouldBeOfType<WriteResult.Gone>();
        Result(404, """{"category":"OBJECT_NOT_FOUND","message":"resource not found"}""").ShouldBeOfType<WriteResult.NotPrepared>();
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(409, true)]
    [InlineData(413, true)]
    [InlineData(423, true)]
    [InlineData(401, false)]
    [InlineData(403, false)]
    [InlineData(404, false)]
    [InlineData(429, false)]
    [InlineData(500, false)]
    public void A_batch_is_halved_only_for_what_one_call_can_cause(int status, bool expected) =>
        HubSpotErrors.MayBeOfOne(HubSpotFault.Of(Answer(status, "{}"))).ShouldBe(expected);

    [Theory]
    [InlineData("Europe/Paris", "2026-11-03T22:30:00Z", 30)]
    [InlineData("Europe/Paris", "2026-07-01T21:30:00Z", 30)]
    [InlineData("Nowhere/At_All", "2026-11-03T22:30:00Z", 690)]
    public void Midnight_is_by_the_accounts_time_zone(string zone, string now, int minutes) =>
        new HubSpotAccount("1", zone, TimeSpan.FromHours(-10))
            .UntilMidnight(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture))
            .ShouldBe(TimeSpan.FromMinutes(minutes));

    private static WriteResult Result(int status, string body = "{}", TimeSpan? retryAfter = null)
    {
        var mapping = new FixedProperties([new MappedProperty("revont_outcome", From: "outcome", Place: "mapping.yaml:7")]);
        var now = new DateTimeOffset(2026, 11, 3, 20, 0, 0, TimeSpan.Zero);
        var reasons = new HubSpotReasons(mapping, new FakeTimeProvider(now)) { Account = new("1", null, TimeSpan.Zero) };
        reasons.Account.UntilMidnight(now).ShouldBe(FourHours);
        return reasons.ResultOf(HubSpotFault.Of(Answer(status, body, retryAfter)));
    }

    private static HubSpotAnswer Answer(int status, string body, TimeSpan? retryAfter = null) =>
        new(status, HubSpotJson.Parse(Encoding.UTF8.GetBytes(body)), retryAfter);
}
