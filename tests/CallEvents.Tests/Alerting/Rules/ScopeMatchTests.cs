using CallEvents.Alerting.Rules;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.Tests.Alerting.Rules;

public sealed class ScopeMatchTests
{
    private static readonly CallEvent Event = new(
        EventKind.Recorded,
        "main",
        Origins.Live,
        DateTimeOffset.UnixEpoch,
        Revision: 1,
        new Call
        {
            Id = "call_1",
            CreatedAt = DateTimeOffset.UnixEpoch,
            RepId = "user_1",
            ProspectEmail = "Jane@Acme.com",
        }
    );

    private static readonly Person Rep = new() { Id = "user_1", Team = "emea" };

    [Theory]
    [InlineData("live", true)]
    [InlineData("reread", true)]
    [InlineData("a later one", true)]
    [InlineData("backfill", false)]
    [InlineData("replay", false)]
    public void History_is_left_out_unless_it_is_named(string origin, bool expected)
    {
        var callEvent = Event with { Origin = origin };

        ScopeMatch.Includes(Scope.All, callEvent, Rep).ShouldBe(expected);
        ScopeMatch.Includes(new() { Origins = [origin] }, callEvent, Rep).ShouldBeTrue();
        ScopeMatch.Includes(new() { Origins = ["another"] }, callEvent, Rep).ShouldBeFalse();
        ScopeMatch.Fits(Scope.All, callEvent, Rep).ShouldBeTrue();
    }

    [Theory]
    [InlineData("acme.com", true)]
    [InlineData("ACME.COM", true)]
    [InlineData("com", false)]
    [InlineData("sub.acme.com", false)]
    public void Domains_are_whole_and_in_any_case(string domain, bool expected)
    {
        ScopeMatch.Includes(new() { Domains = ["x.org", domain] }, Event, Rep).ShouldBe(expected);
        ScopeMatch.Includes(new() { NotDomains = ["x.org", domain] }, Event, Rep).ShouldBe(!expected);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no address")]
    [InlineData("jane@")]
    public void Without_an_address_no_domain_holds_and_none_is_excluded(string? address)
    {
        var callEvent = Event with { Call = Event.Call with { ProspectEmail = address } };

        ScopeMatch.Includes(new() { Domains = ["acme.com"] }, callEvent, Rep).ShouldBeFalse();
        ScopeMatch.Includes(new() { NotDomains = ["acme.com"] }, callEvent, Rep).ShouldBeTrue();
    }

    [Fact]
    public void What_is_not_known_is_in_no_list()
    {
        var unassigned = Event with { Call = Event.Call with { RepId = null } };

        ScopeMatch.Includes(new() { Reps = ["user_1"] }, Event, rep: null).ShouldBeTrue();
        ScopeMatch.Includes(new() { Reps = ["USER_1"] }, Event, Rep).ShouldBeFalse();
        ScopeMatch.Includes(new() { Reps = ["user_1"] }, unassigned, rep: null).ShouldBeFalse();
        ScopeMatch.Includes(new() { Teams = ["emea"] }, Event, Rep).ShouldBeTrue();
        ScopeMatch.Includes(new() { Teams = ["emea"] }, Event, rep: null).ShouldBeFalse();
        ScopeMatch.Includes(new() { Teams = [""] }, Event, Rep with { Team = "" }).ShouldBeFalse();
    }

    [Fact]
    public void All_that_is_set_must_hold()
    {
        var both = new Scope { Workspaces = ["main"], Teams = ["emea"] };

        ScopeMatch.Includes(both, Event, Rep).ShouldBeTrue();
        ScopeMatch.Includes(both, Event with { Workspace = "other" }, Rep).ShouldBeFalse();
        ScopeMatch.Includes(both, Event, Rep with { Team = "apac" }).ShouldBeFalse();
    }
}
