using System.Text.RegularExpressions;
using CallEvents.ServiceDefaults.Files;
using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.ServiceDefaults.People;

/// <summary>Parses people files. Its problems name ids and keys, and never a name or an e-mail address.</summary>
public static partial class PeopleFile
{
    private const string Name = "name";
    private const string Email = "email";
    private const string Team = "team";
    private const string Manager = "manager";
    private const string HubSpotOwnerId = "hubspotOwnerId";
    private const string SalesforceUserId = "salesforceUserId";

    /// <summary>Parses the text of a people file.</summary>
    /// <param name="text">Its content.</param>
    /// <param name="file">Its name, for the problems.</param>
    public static FileContent<PeopleSet> Parse(string text, string file)
    {
        var problems = new YamlProblems(file, isPersonal: true);
        var people = YamlFile.Parse(text, problems) is { } root ? Read(root) : [];
        return problems.Lines is { Count: > 0 } lines ? new(null, lines) : new(new PeopleSet(people), []);
    }

    private static List<Person> Read(YamlField root)
    {
        var fields = root.Fields("people");
        if (!fields.TryGetValue("people", out var list))
        {
            if (root.IsMapping)
                root.Wrong("no people", "the key people");
            return [];
        }

        var entries = list.Entries("a mapping of people by Revont user id, or {}");
        var ids = entries.Select(entry => entry.Name).ToHashSet();
        return [.. entries.Select(entry => ReadPerson(entry, ids))];
    }

    private static Person ReadPerson(YamlField entry, HashSet<string> ids)
    {
        if (!UserId().IsMatch(entry.Name))
            entry.WrongKey("no user id", "a Revont user id such as user_01HX1ABCDE");

        var fields = entry.Fields(Name, Email, Team, Manager, HubSpotOwnerId, SalesforceUserId);
        return new()
        {
            Id = entry.Name,
            Name = Text(fields, Name, AnyText(), "a text"),
            Email = Text(fields, Email, EmailAddress(), "an e-mail address"),
            Team = Text(fields, Team, AnyText(), "a text"),
            Manager = ReadManager(fields, entry.Name, ids),
            HubSpotOwnerId = Text(fields, HubSpotOwnerId, Digits(), "digits, as HubSpot's settings show them"),
            SalesforceUserId = Text(fields, SalesforceUserId, SalesforceId(), "15 or 18 letters and digits that begin with 005"),
        };
    }

    private static string? ReadManager(IReadOnlyDictionary<string, YamlField> fields, string ownId, HashSet<string> ids)
    {
        var manager = Text(fields, Manager, AnyText(), "a text");
        if (manager == ownId)
            fields[Manager].Wrong("the person's own user id", "the user id of another person in this file");
        else if (manager is not null && !ids.Contains(manager))
            fields[Manager].Wrong("a user id that this file does not have", Expected(manager, ids));
        return manager;
    }

    private static string Expected(string manager, HashSet<string> ids) =>
        NearestName.Find(manager, ids.Where(id => UserId().IsMatch(id))) is { } nearest
            ? $"the user id of another person in this file; did you mean {nearest}?"
            : "the user id of another person in this file";

    /// <summary>Null where the key is missing or has no value: both mean that it is not known.</summary>
    private static string? Text(IReadOnlyDictionary<string, YamlField> fields, string key, Regex pattern, string expected)
    {
        if (!fields.TryGetValue(key, out var field) || field.IsNull || field.Text(expected) is not { } text)
            return null;
        if (pattern.IsMatch(text))
            return text;

        field.Wrong(expected);
        return null;
    }

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,64}$")]
    private static partial Regex UserId();

    [GeneratedRegex(@"^\P{Cc}+$")]
    private static partial Regex AnyText();

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+$")]
    private static partial Regex EmailAddress();

    [GeneratedRegex("^[0-9]+$")]
    private static partial Regex Digits();

    [GeneratedRegex("^005(?:[A-Za-z0-9]{12}|[A-Za-z0-9]{15})$")]
    private static partial Regex SalesforceId();
}
