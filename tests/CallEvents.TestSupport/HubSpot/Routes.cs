using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.HubSpot;

/// <summary>What a request asks for.</summary>
/// <param name="Operation">As in <see cref="HubSpotRequest.Operation"/>.</param>
/// <param name="Version">The version in the path.</param>
/// <param name="Scopes">The scopes that it needs.</param>
/// <param name="Handle">Answers it.</param>
internal sealed record Route(string Operation, string Version, IReadOnlyList<string> Scopes, Func<Portal, RouteInput, Answer> Handle);

/// <summary>The query and the body of a request.</summary>
internal sealed record RouteInput(IReadOnlyDictionary<string, string> Query, JsonObject Body)
{
    public bool Archived => Query.GetValueOrDefault("archived") == "true";
}

/// <summary>Finds the route of a path.</summary>
internal static class Routes
{
    private const string Contacts = "crm.objects.contacts.";

    public static Route? Find(string method, string path) =>
        (method, path.Trim('/').Split('/')) switch
        {
            ("GET", ["account-info", var v, "details"]) => new("account", v, [], (portal, _) => new AccountEndpoints(portal).Details()),
            ("GET", ["crm", "owners", var v]) => new(
                "owners",
                v,
                ["crm.objects.owners.read"],
                (portal, input) =>
                    new AccountEndpoints(portal).Owners(
                        input.Query.GetValueOrDefault("limit"),
                        input.Query.GetValueOrDefault("after"),
                        input.Archived
                    )
            ),
            (_, ["crm", "properties", var v, var type, .. var rest]) => Property(method, v, type, rest),
            ("POST", ["crm", "objects", var v, var type, "batch", var verb]) => Batch(v, type, verb),
            ("POST", ["crm", "associations", var v, var from, var to, "batch", .. var rest]) => Association(v, from, to, rest),
            _ => null,
        };

    private static Route? Property(string method, string version, string type, string[] rest)
    {
        // A call's properties are read with the scope of contacts. Source: docs, calls guide, and the security of 2026-09.
        string[] read = [$"{Contacts}read"];
        string[] write = ["crm.schemas.contacts.write"];
        PropertyEndpoints Of(Portal portal) => new(portal, portal.Type(type));
        return (method, rest) switch
        {
            ("GET", []) => new("properties/list", version, read, (portal, input) => Of(portal).List(input.Archived)),
            ("GET", ["groups"]) => new("groups/list", version, read, (portal, _) => Of(portal).Groups()),
            ("POST", ["groups"]) => new("groups/create", version, write, (portal, input) => Of(portal).CreateGroup(input.Body)),
            ("GET", [var name]) => new("properties/read", version, read, (portal, _) => Of(portal).Read(name)),
            ("POST", ["batch", "create"]) => new("properties/create", version, write, (portal, input) => Of(portal).Create(input.Body)),
            _ => null,
        };
    }

    private static Route? Batch(string version, string type, string verb)
    {
        ObjectEndpoints Of(Portal portal) => new(portal, portal.Type(type));
        return verb switch
        {
            "read" => new($"{type}/read", version, [Scope(type, "read")], (portal, input) => Of(portal).Read(input.Body)),
            "upsert" => new($"{type}/upsert", version, [Scope(type, "write")], (portal, input) => Of(portal).Upsert(input.Body)),
            "update" => new($"{type}/update", version, [Scope(type, "write")], (portal, input) => Of(portal).Update(input.Body)),
            _ => null,
        };
    }

    private static Route? Association(string version, string from, string to, string[] rest)
    {
        AssociationEndpoints Of(Portal portal) => new(portal, portal.Type(from), portal.Type(to));
        string[] read = [.. new[] { Scope(from, "read"), Scope(to, "read") }.Distinct()];
        string[] write = [.. read.Append($"{Contacts}write").Distinct()];
        return rest switch
        {
            ["associate", "default"] => new($"{from}-{to}/associate", version, write, (portal, input) => Of(portal).Associate(input.Body)),
            ["archive"] => new($"{from}-{to}/archive", version, write, (portal, input) => Of(portal).Archive(input.Body)),
            ["read"] => new($"{from}-{to}/read", version, read, (portal, input) => Of(portal).Read(input.Body)),
            _ => null,
        };
    }

    // Calls have the scopes of contacts. Source: docs, calls guide.
    private static string Scope(string type, string verb) => $"crm.objects.{(type == "calls" ? "contacts" : type)}.{verb}";
}
