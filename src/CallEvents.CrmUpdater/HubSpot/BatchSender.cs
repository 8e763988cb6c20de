using System.Text.Json.Nodes;
using CallEvents.CrmUpdater.Crm;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>
/// Sends inputs in batches, finds the outcome of each, and halves a batch that was refused for one of them, down to the one.
/// </summary>
internal sealed class BatchSender(HubSpotApi api, IOptions<CrmOptions> options)
{
    public const int MaxInputs = 100;

    private static readonly BatchOutcome NotSent = new BatchOutcome.NotSent();

    /// <returns>An outcome for each input, in their order.</returns>
    public async Task<IReadOnlyList<BatchOutcome>> SendAsync(
        BatchRequest request,
        IReadOnlyList<BatchInput> inputs,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new BatchOutcome[inputs.Count];
        Array.Fill(outcomes, NotSent);
        var open = new Stack<int[]>(Segments(inputs).Reverse());
        // Without this bound, a hundred refused entries are 199 requests: longer than the state of a batch is fresh, so that the whole is
        // done anew, without end.
        var refusedInARow = 0;
        bool? isPathKnown = null;
        while (refusedInARow < options.Value.MaxRejectedInARow && open.TryPop(out var segment))
        {
            var answer = await api.SendAsync(Request(request, [.. segment.Select(index => inputs[index])]), cancellationToken);
            if (answer.IsSuccess)
            {
                var unclear = BatchAnswer.Apply(request, answer, segment, inputs, outcomes);
                foreach (var half in Halves(unclear).Reverse())
                    open.Push(half);
            }
            else
            {
                var fault = HubSpotFault.Of(answer);
                if (fault is { Status: 404, IsAboutRecords: false })
                {
                    isPathKnown ??= await IsPathKnownAsync(cancellationToken);
                    fault = fault with { IsAboutRecords = isPathKnown.Value };
                }

                if (segment.Length > 1 && HubSpotErrors.MayBeOfOne(fault))
                {
                    foreach (var half in Halves(segment).Reverse())
                        open.Push(half);
                    continue;
                }

                foreach (var index in segment)
                    outcomes[index] = new BatchOutcome.Failed(fault);
                if (!HubSpotErrors.MayBeOfOne(fault))
                    break;
            }

            refusedInARow =
                segment.Any(index => outcomes[index] is BatchOutcome.Done) ? 0
                : segment.Any(index => outcomes[index] is BatchOutcome.Failed) ? refusedInARow + 1
                : refusedInARow;
        }

        return outcomes;
    }

    private async Task<bool> IsPathKnownAsync(CancellationToken cancellationToken) =>
        (await api.SendAsync(HubSpotCrm.Probe, cancellationToken)).IsSuccess;

    /// <summary>Batches of at most a hundred, without the same id twice in one.</summary>
    private static IEnumerable<int[]> Segments(IReadOnlyList<BatchInput> inputs) =>
        inputs
            .Select((input, index) => (input.Id, Index: index))
            .GroupBy(input => input.Id, StringComparer.OrdinalIgnoreCase)
            .SelectMany(same => same.Select((input, turn) => (Turn: turn, input.Index)))
            .GroupBy(input => input.Turn, input => input.Index)
            .OrderBy(turn => turn.Key)
            .SelectMany(turn => turn.Order().Chunk(MaxInputs));

    private static IEnumerable<int[]> Halves(int[] segment)
    {
        var half = (segment.Length + 1) / 2;
        return segment.Length == 0 ? []
            : segment.Length == 1 ? [segment]
            : [segment[..half], segment[half..]];
    }

    private static HubSpotRequest Request(BatchRequest request, IReadOnlyList<BatchInput> inputs)
    {
        var body = new JsonObject();
        foreach (var (name, value) in request.Members)
            body[name] = value?.DeepClone();
        body["inputs"] = new JsonArray([.. inputs.Select(input => input.Body.DeepClone())]);
        return new HubSpotRequest(HttpMethod.Post, request.Area, request.Rest, request.Operation, body, request.EnsureFresh);
    }
}
