using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Salesforce;
using CallEvents.TestSupport.Salesforce;
using static CallEvents.Tests.CrmUpdater.Salesforce.SalesforceHost;

namespace CallEvents.Tests.CrmUpdater.Salesforce;

public sealed class AvailabilityTests
{
    [Fact]
    public async Task An_expired_token_is_renewed_once()
    {
        await using var crm = await StartAsync();
        crm.Stub.Tokens.Expire();

        await crm.WrittenAsync(NewCall());

        crm.Stub.Tokens.Issued.ShouldBe(2);
        crm.Stub.Tokens.AreNeverAccepted = true;
        (await crm.WriteAsync(NewCall())).ShouldBeOfType<WriteResult.Unauthorized>().Reason.ShouldContain("INVALID_SESSION_ID");
        crm.Stub.Tokens.Issued.ShouldBe(3);
    }

    [Theory]
    [InlineData(true, "invalid_grant")]
    [InlineData(false, "invalid_client")]
    public async Task Refused_credentials_are_named_by_their_word(bool hasNoUser, string word)
    {
        await using var crm = await StartAsync(isPrepared: false);
        crm.Stub.Tokens.HasNoUser = hasNoUser;
        crm.Stub.Tokens.RefusesSecret = !hasNoUser;

        var thrown = await Should.ThrowAsync<CrmFailureException>(crm.Crm.PrepareAsync(mayChange: true, CancellationToken.None));

        var reason = thrown.Failure.ShouldBeOfType<WriteResult.Unauthorized>().Reason;
        reason.ShouldStartWith(word);
        reason.ShouldNotContain(SalesforceStub.ClientSecret);
    }

    [Fact]
    public async Task The_orgs_request_limit_is_no_refusal()
    {
        await using var crm = await StartAsync();
        crm.Stub.Fault = _ => StubFault.RequestLimit;

        var limited = (await crm.WriteAsync(NewCall())).ShouldBeOfType<WriteResult.Unavailable>();

        limited.Delay.ShouldBe(TimeSpan.FromMinutes(15));
        limited.IsSuspect.ShouldBeFalse();
        var probed = await Should.ThrowAsync<CrmFailureException>(crm.Crm.ProbeAsync(CancellationToken.None));
        probed.Failure.ShouldBeOfType<WriteResult.Unavailable>();
        crm.Stub.Fault = _ => null;
        await crm.Crm.ProbeAsync(CancellationToken.None);
        crm.Resolve<SalesforceApi>().Usage!.Limit.ShouldBe(15_000);
    }

    [Fact]
    public async Task A_fault_in_the_middle_leaves_the_rest_untried()
    {
        await using var crm = await StartAsync();
        var written = await crm.WrittenAsync(NewCall("call_1"));
        crm.Stub.Fault = request => request.IsWrite ? new StubFault.Html(503) : null;

        var results = await crm.WriteAllAsync(NewCall("call_1").After(written), NewCall("call_2"));

        results[0].ShouldBeOfType<WriteResult.NotTried>();
        results[1].ShouldBeOfType<WriteResult.Unavailable>().IsSuspect.ShouldBeTrue();
    }

    [Fact]
    public async Task A_timeout_is_suspect_and_a_pause_is_obeyed()
    {
        await using var crm = await StartAsync(options => options.RequestTimeout = TimeSpan.FromMilliseconds(300));
        crm.Stub.Fault = _ => new StubFault.Silent();
        (await crm.WriteAsync(NewCall())).ShouldBeOfType<WriteResult.Unavailable>().IsSuspect.ShouldBeTrue();

        crm.Stub.Fault = _ => new StubFault.Status(429, RetryAfter: "7");
        var limited = (await crm.WriteAsync(NewCall())).ShouldBeOfType<WriteResult.Unavailable>();
        limited.Delay.ShouldBe(TimeSpan.FromSeconds(7));
        limited.IsSuspect.ShouldBeFalse();

        crm.Stub.Fault = _ => new StubFault.Dropped();
        (await crm.WriteAsync(NewCall())).ShouldBeOfType<WriteResult.Unavailable>();
    }

    [Fact]
    public async Task No_server_is_unavailable_and_not_the_calls_fault()
    {
        await using var crm = await StartAsync();
        await crm.Stub.DisposeAsync();

        (await crm.WriteAsync(NewCall())).ShouldBeOfType<WriteResult.Unavailable>().IsSuspect.ShouldBeFalse();
    }
}
