using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Feed;

/// <summary>Turns a page into what the ledger takes in. An unreadable item is set aside, and the page counts.</summary>
internal static class PageMapper
{
    public static ChangeSet Map(SlicePage page, Lane lane)
    {
        List<CallObservation> answers = [];
        List<MalformedItem> unreadable = [];
        foreach (var item in page.Items)
        {
            try
            {
                answers.Add(new CallObservation.FromList(CallParser.Parse(item), page.SentAt));
            }
            catch (MalformedItemException exception)
            {
                unreadable.Add(new MalformedItem(Key(item, out var isCall), isCall, page.Slice, exception.Message));
            }
        }

        return new ChangeSet
        {
            Lane = lane,
            Observations = answers,
            Malformed = unreadable,
            Gap = page.Gap is null ? null : (page.Slice, page.Gap),
        };
    }

    private static string Key(JsonElement item, out bool isCall)
    {
        var id = IdOrNull(item);
        isCall = id is not null;
        return id ?? $"sha256:{Convert.ToHexStringLower(SHA256.HashData(JsonMarshal.GetRawUtf8Value(item)))}";
    }

    private static string? IdOrNull(JsonElement item)
    {
        try
        {
            return CallParser.ParseId(item);
        }
        catch (MalformedItemException)
        {
            return null;
        }
    }
}
