using System.Globalization;

namespace CallEvents.TestSupport.HubSpot;

// What people do in the portal.
internal sealed partial class HubSpotStub
{
    private int lastOwner = 48_210_300;

    /// <returns>The owner's id.</returns>
    public string AddOwner(string email, string firstName = "Ann", string lastName = "Lee") =>
        Read(() =>
        {
            var id = (lastOwner += 13).ToString(CultureInfo.InvariantCulture);
            portal.Owners.Add(new(id, email, firstName, lastName));
            return id;
        });

    /// <summary>Deactivates an owner, who cannot get records any more.</summary>
    public void ArchiveOwner(string id) =>
        Read(() =>
        {
            var index = portal.Owners.FindIndex(owner => owner.Id == id);
            return portal.Owners[index] = portal.Owners[index] with { IsArchived = true };
        });

    public HubSpotRecord AddContact(string email, params string[] additional) =>
        Create("contacts", ("email", email), ("hs_additional_emails", string.Join(';', additional)));

    /// <param name="name">The name.</param>
    /// <param name="contact">A contact of it.</param>
    /// <param name="isPrimary">Whether it is the contact's primary company.</param>
    public HubSpotRecord AddCompany(string name, HubSpotRecord? contact = null, bool isPrimary = true)
    {
        var company = Create("companies", ("name", name));
        if (contact is not null)
            Link(contact, company, isPrimary);
        return company;
    }

    /// <param name="name">The name.</param>
    /// <param name="contact">The contact it belongs to.</param>
    /// <param name="openedAt">When it was created.</param>
    /// <param name="closedAt">The close date: when it was closed, or the date that people expect.</param>
    /// <param name="isClosed">Whether it is closed.</param>
    public HubSpotRecord AddDeal(string name, HubSpotRecord contact, DateTimeOffset openedAt, DateTimeOffset? closedAt, bool isClosed)
    {
        var deal = Create(
            "deals",
            ("dealname", name),
            ("createdate", Values.Date(openedAt)),
            ("closedate", closedAt is { } date ? Values.Date(date) : ""),
            ("hs_is_closed", isClosed ? "true" : "false")
        );
        Link(contact, deal);
        return deal;
    }

    /// <summary>Links two records.</summary>
    public void Link(HubSpotRecord from, HubSpotRecord to, bool isPrimary = false) =>
        Read(() =>
        {
            portal.Links.Add(new(from.Type, from.Id), new(to.Type, to.Id), isPrimary);
            return true;
        });

    /// <summary>Types a value into a property; an empty one clears it.</summary>
    public HubSpotRecord Edit(HubSpotRecord record, string property, string value) =>
        Read(() =>
            portal
                .Types[record.Type]
                .Records.Write(record, new Dictionary<string, string> { [property] = value }, WriteSource.Person, portal.Now)
        );

    /// <summary>Deletes a record, which can be restored.</summary>
    public void Delete(HubSpotRecord record) =>
        Read(() =>
        {
            portal.Types[record.Type].Records.Archive(record.Id);
            return true;
        });

    public void Restore(HubSpotRecord record) =>
        Read(() =>
        {
            portal.Types[record.Type].Records.Restore(record.Id);
            return true;
        });

    /// <summary>Merges a contact into another, which gets its addresses and links.</summary>
    public void Merge(HubSpotRecord winner, HubSpotRecord loser) =>
        Read(() =>
        {
            portal.Types[winner.Type].Records.Merge(winner.Id, loser.Id, portal.Now);
            portal.Links.Move(new(loser.Type, loser.Id), new(winner.Type, winner.Id));
            return true;
        });

    /// <summary>Adds a property as an admin.</summary>
    public void AddProperty(HubSpotProperty property, string type = "calls") =>
        Read(() => portal.Types[type].Properties[property.Name] = property);

    /// <summary>Deletes a property as an admin.</summary>
    public void DeleteProperty(string name, string type = "calls") => Change(name, type, property => property with { IsArchived = true });

    /// <summary>Restores a property that was deleted, with its values.</summary>
    public void RestoreProperty(string name, string type = "calls") => Change(name, type, property => property with { IsArchived = false });

    /// <summary>Makes a property read-only.</summary>
    public void LockProperty(string name, string type = "calls") => Change(name, type, property => property with { IsReadOnly = true });

    /// <summary>Makes a validation rule for a property as an admin. Disposing it deletes the rule.</summary>
    /// <param name="type">The object type, such as <c>calls</c>.</param>
    /// <param name="property">The property that the refusal names, and whose value it quotes.</param>
    /// <param name="refuses">Whether a record that would have these properties is refused.</param>
    public IDisposable AddRule(string type, string property, Func<IReadOnlyDictionary<string, string>, bool> refuses)
    {
        var rule = new ValidationRule(property, refuses);
        Read(() =>
        {
            portal.Types[type].Rules.Add(rule);
            return true;
        });
        return new Removal(() => Read(() => portal.Types[type].Rules.Remove(rule)));
    }

    /// <summary>Takes a scope from the token.</summary>
    public void RevokeScope(string scope) => Read(() => portal.Scopes.Remove(scope));

    /// <summary>Gives the token a scope.</summary>
    public void GrantScope(string scope) => Read(() => portal.Scopes.Add(scope));

    private HubSpotRecord Create(string type, params (string Name, string Value)[] values) =>
        Read(() =>
            portal
                .Types[type]
                .Records.Create(
                    values.Where(value => value.Value.Length > 0).ToDictionary(value => value.Name, value => value.Value),
                    WriteSource.Person,
                    portal.Now
                )
        );

    private void Change(string name, string type, Func<HubSpotProperty, HubSpotProperty> change) =>
        Read(() => portal.Types[type].Properties[name] = change(portal.Types[type].Properties[name]));

    private sealed class Removal(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
