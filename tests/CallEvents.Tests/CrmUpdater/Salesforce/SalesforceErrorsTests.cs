using System.Text.Json;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Salesforce;

namespace CallEvents.Tests.CrmUpdater.Salesforce;

public sealed class SalesforceErrorsTests
{
    [Theory]
    [InlineData(403, "REQUEST_LIMIT_EXCEEDED", typeof(WriteResult.Unavailable))]
    [InlineData(403, "API_DISABLED_FOR_ORG", typeof(WriteResult.Unauthorized))]
    [InlineData(401, "INVALID_SESSION_ID", typeof(WriteResult.Unauthorized))]
    [InlineData(400, "INVALID_FIELD", typeof(WriteResult.NotPrepared))]
    [InlineData(404, "NOT_FOUND", typeof(WriteResult.NotPrepared))]
    [InlineData(302, null, typeof(WriteResult.NotPrepared))]
    [InlineData(408, null, typeof(WriteResult.Unavailable))]
    [InlineData(429, null, typeof(WriteResult.Unavailable))]
    [InlineData(500, "UNKNOWN_EXCEPTION", typeof(WriteResult.Unavailable))]
    [InlineData(503, null, typeof(WriteResult.Unavailable))]
    [InlineData(300, null, null)]
    [InlineData(400, "JSON_PARSER_ERROR", null)]
    [InlineData(413, null, null)]
    public void A_refused_request_is_judged_by_status_and_code(int status, string? code, Type? expected) =>
        SalesforceErrors.OfRequest(status, code is null ? [] : [new(code, [])], null)?.GetType().ShouldBe(expected);

    [Theory]
    [InlineData("UNABLE_TO_LOCK_ROW", false, typeof(WriteResult.Busy))]
    [InlineData("DUPLICATE_VALUE", false, typeof(WriteResult.Busy))]
    [InlineData("INVALID_FIELD_FOR_INSERT_UPDATE", true, typeof(WriteResult.NotPrepared))]
    [InlineData("ENTITY_IS_DELETED", true, typeof(WriteResult.Gone))]
    [InlineData("NOT_FOUND", true, typeof(WriteResult.Gone))]
    [InlineData("INVALID_CROSS_REFERENCE_KEY", true, typeof(WriteResult.Gone))]
    [InlineData("ENTITY_IS_DELETED", false, typeof(WriteResult.Rejected))]
    [InlineData("DUPLICATE_EXTERNAL_ID", false, typeof(WriteResult.Rejected))]
    [InlineData("DUPLICATES_DETECTED", false, typeof(WriteResult.Rejected))]
    [InlineData("FIELD_CUSTOM_VALIDATION_EXCEPTION", true, typeof(WriteResult.Rejected))]
    [InlineData("REQUEST_LIMIT_EXCEEDED", true, typeof(WriteResult.Unavailable))]
    public void A_refused_record_is_judged_by_its_code(string code, bool isKnown, Type expected) =>
        SalesforceErrors.OfRecord(new(code, []), isKnown).ShouldBeOfType(expected);

    [Theory]
    [InlineData(
        """[{"message":"jane@x.example is bad","errorCode":"INVALID_EMAIL_ADDRESS","fields":["Email"]}]""",
        "INVALID_EMAIL_ADDRESS"
    )]
    [InlineData("""[{"errorCode":"jane@x.example"}]""", "UNKNOWN")]
    [InlineData("""[{"message":"No such column 'Subject' on sobject"}]""", "UNKNOWN")]
    [InlineData("""["text"]""", "UNKNOWN")]
    public void Only_the_code_of_an_error_is_kept(string body, string code)
    {
        var error = SalesforceError.ReadAll(JsonElement.Parse(body), ["Subject"]).ShouldHaveSingleItem();

        error.Code.ShouldBe(code);
        error.Fields.ShouldBeEmpty();
    }

    [Fact]
    public void Our_own_fields_are_named()
    {
        var body = JsonElement.Parse(
            """[{"statusCode":"X","fields":["Subject","Their_Field__c"]},{"errorCode":"INVALID_FIELD","message":"No column 'Subject'"}]"""
        );

        SalesforceError.ReadAll(body, ["Subject", "Status"]).ShouldAllBe(error => error.Fields.Single() == "Subject");
        SalesforceError.ReadAll(JsonElement.Parse("{}"), []).ShouldBeEmpty();
        SalesforceError.ReadAll(null, []).ShouldBeEmpty();
    }
}
