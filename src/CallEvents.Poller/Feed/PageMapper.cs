using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Revont.Calls;

namespace CallEvents.Poller.Feed;

/// <summary>Maps a page to the changes that it means for the ledger.</summary>
internal static class PageMapper
{
    public static PageChanges Map(SlicePage page, Lane lane) =>
        new()
        {
            Lane = lane,
            Slice = page.Slice,
            Observations =
            [
                .. page
                    .Items.Select(item => item.Call)
                    .OfType<CallSnapshot>()
                    .Select(call => new CallObservation.FromList(call, page.SentAt)),
            ],
            Malformed = [.. page.Items.Select(item => item.Malformed).OfType<MalformedItem>()],
            Gaps = page.Gaps,
        };
}
