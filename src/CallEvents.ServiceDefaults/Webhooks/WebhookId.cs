using System.Globalization;
using UUIDNext;

namespace CallEvents.ServiceDefaults.Webhooks;

/// <summary>
/// Ids of webhooks by name (UUID v5): the same for every try of the same write, also after a restart. Namespace and strings are frozen,
/// since receivers recognise a repeat by the id.
/// </summary>
public static class WebhookId
{
    private static readonly Guid Namespace = new("019847f1-de09-54f3-bc91-999d38f06364");

    /// <summary>The id of a write. It has no dot, which separates the parts that are signed.</summary>
    /// <param name="target">Where it goes.</param>
    /// <param name="key">What it is about.</param>
    /// <param name="revisions">The revisions of its parts, always in the same order; null for a part that is not sent.</param>
    public static string Create(string target, string key, params IEnumerable<long?> revisions)
    {
        var written = revisions.Select(revision => revision?.ToString(CultureInfo.InvariantCulture) ?? "");
        return Uuid.NewNameBased(Namespace, string.Join('\n', [target, key, .. written])).ToString();
    }
}
