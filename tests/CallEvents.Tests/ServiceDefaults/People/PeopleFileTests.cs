using CallEvents.ServiceDefaults.People;

namespace CallEvents.Tests.ServiceDefaults.People;

public sealed class PeopleFileTests
{
    [Fact]
    public void People_are_found_by_their_user_id()
    {
        var (people, problems) = PeopleFile.Parse(
            """
            people:
              user_01HXJANE:
                name: " Jane Doe "
                email: jane@example.com
                team: EMEA
                manager: user_01HXOMAR
                hubspotOwnerId: 0012345
                salesforceUserId: 005000000000001AAA
              user_01HXOMAR: { name: Omar, team: , email: null }
              user_01HXNEW: {}
            """,
            "people.yaml"
        );

        problems.ShouldBeEmpty();
        people!.All.Count.ShouldBe(3);
        people
            .Find("user_01HXJANE")
            .ShouldBe(
                new Person
                {
                    Id = "user_01HXJANE",
                    Name = "Jane Doe",
                    Email = "jane@example.com",
                    Team = "EMEA",
                    Manager = "user_01HXOMAR",
                    HubSpotOwnerId = "0012345",
                    SalesforceUserId = "005000000000001AAA",
                }
            );
        people.Find("user_01HXOMAR").ShouldBe(new Person { Id = "user_01HXOMAR", Name = "Omar" });
        people.Find("user_01HXOTHER").ShouldBeNull();
        people.Find(null).ShouldBeNull();
    }

    [Theory]
    [InlineData("", "1:1: file: found nothing, expected a mapping")]
    [InlineData("{}", "1:1: file: found no people, expected the key people")]
    [InlineData("poeple: {}", "1:1: poeple: found an unknown key, expected people", "1:1: file: found no people, expected the key people")]
    [InlineData("people:", "1:8: people: found nothing, expected a mapping of people by Revont user id, or {}")]
    [InlineData("people: [user_1]", "1:9: people: found a list, expected a mapping of people by Revont user id, or {}")]
    [InlineData("people: { user_1: { name: x } ", "2:1: file: found invalid YAML, expected valid YAML")]
    [InlineData("people:\n  jane@example.com: {}", "2:3: people.***: found no user id, expected a Revont user id such as user_01HX1ABCDE")]
    [InlineData("people:\n  user_1: {}\n  user_1: {}", "3:3: people.user_1: found the key again, after line 2, expected it once")]
    [InlineData(
        "people:\n  user_1: Jane",
        "2:11: people.user_1: found another text, " + "expected a mapping with name, email, team, manager, hubspotOwnerId, salesforceUserId"
    )]
    [InlineData(
        "people:\n  user_1: { emial: jane@example.com }",
        "2:13: people.user_1.emial: found an unknown key, "
            + "expected one of name, email, team, manager, hubspotOwnerId, salesforceUserId; did you mean email?"
    )]
    [InlineData("people:\n  user_1: { name: [Jane] }", "2:19: people.user_1.name: found a list, expected a text")]
    [InlineData("people:\n  user_1: { team: {} }", "2:19: people.user_1.team: found a mapping, expected a text")]
    [InlineData("people:\n  user_1: { manager: [user_2] }", "2:22: people.user_1.manager: found a list, expected a text")]
    [InlineData("people:\n  user_1: { name: \"a\\u0007\" }", "2:19: people.user_1.name: found another text, expected a text")]
    [InlineData("people:\n  [jane]: {}", "2:3: people: found a list, expected a name before the colon")]
    [InlineData("people: {}\n---\npeople: {}", "2:1: file: found a second document, expected one")]
    [InlineData("people:\n  user_1: { email: Jane Doe }", "2:20: people.user_1.email: found another text, expected an e-mail address")]
    [InlineData(
        "people:\n  user_1: { hubspotOwnerId: jane@example.com }",
        "2:29: people.user_1.hubspotOwnerId: found another text, expected digits, as HubSpot's settings show them"
    )]
    [InlineData(
        "people:\n  user_1: { salesforceUserId: 003000000000001 }",
        "2:31: people.user_1.salesforceUserId: found another text, expected 15 or 18 letters and digits that begin with 005"
    )]
    [InlineData(
        "people:\n  user_1: { manager: user_1 }",
        "2:22: people.user_1.manager: found the person's own user id, expected the user id of another person in this file"
    )]
    [InlineData(
        "people:\n  user_1: { manager: jane@example.com }",
        "2:22: people.user_1.manager: found a user id that this file does not have, "
            + "expected the user id of another person in this file"
    )]
    [InlineData(
        "people:\n  user_01HXJANE: {}\n  user_2: { manager: user_01HXJANA }",
        "3:22: people.user_2.manager: found a user id that this file does not have, "
            + "expected the user id of another person in this file; did you mean user_01HXJANE?"
    )]
    public void A_wrong_file_is_rejected_with_its_places_and_no_address(string yaml, params string[] expected)
    {
        var (people, problems) = PeopleFile.Parse(yaml, "people.yaml");

        people.ShouldBeNull();
        problems.ShouldBe(expected.Select(line => $"people.yaml:{line}"), ignoreOrder: true);
        string.Concat(problems).ShouldNotContain("@");
        string.Concat(problems).ShouldNotContain("Jane", Case.Sensitive);
    }

    [Fact]
    public void A_file_without_people_is_one() => PeopleFile.Parse("people: {}", "people.yaml").Value!.All.ShouldBeEmpty();
}
