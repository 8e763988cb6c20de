using CallEvents.Simulator.Api;
using CallEvents.Simulator.Calls;
using CallEvents.Simulator.Workspaces;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Simulator;

public sealed class PagePropertyTests
{
    private static readonly string?[] Reps = [null, "user_A", "user_B"];
    private static readonly string?[] Outcomes = [null, "won", "lost"];

    private static readonly Gen<SimulatedCall> AnyCall = Gen.Select(
        Gen.Int[0, 40],
        Gen.Int[0, 2],
        Gen.Int[0, 2],
        (halfSeconds, rep, outcome) =>
            new SimulatedCall
            {
                Id = "",
                CreatedAt = SimulatorClient.Start.AddSeconds(halfSeconds / 2.0),
                RepId = Reps[rep],
                Outcome = Outcomes[outcome],
            }
    );

    private static readonly Gen<CallFilter> AnyFilter = Gen.Select(
        AnyInstant(),
        AnyInstant(),
        Gen.Int[0, 2],
        Gen.Int[0, 2],
        (from, to, rep, outcome) => new CallFilter(from, to, Reps[rep], Outcomes[outcome])
    );

    [Fact]
    public void Paging_returns_the_same_calls_as_a_filtered_list() =>
        Gen.Select(AnyCall.Array[0, 60], Gen.Int[0, 10].Array[0, 30], AnyFilter, Gen.Int[1, 9])
            .Sample(
                (calls, changed, filter, limit) =>
                {
                    var time = new FakeTimeProvider(SimulatorClient.Start.AddSeconds(15));
                    var workspace = new SimulatedWorkspace(SimulatorClient.Empty, time);
                    var expectedCalls = Fill(workspace, calls);
                    ChangeSomeCalls(workspace, expectedCalls, changed);

                    var expected = expectedCalls
                        .Values.Where(call => call.CreatedAt <= time.GetUtcNow())
                        .Where(call => filter.From is null || call.CreatedAt >= filter.From)
                        .Where(call => filter.To is null || call.CreatedAt <= filter.To)
                        .Where(call => filter.RepId is null || call.RepId == filter.RepId)
                        .Where(call => filter.Outcome is null || call.Outcome == filter.Outcome)
                        .OrderByDescending(call => call.CreatedAt)
                        .ThenByDescending(call => call.Id, StringComparer.Ordinal)
                        .Select(call => call.Id);

                    ReadAllPages(workspace, filter, limit, () => { }).ShouldBe(expected);
                },
                iter: 2000
            );

    [Fact]
    public void Calls_that_stay_are_returned_once_while_others_come_and_go() =>
        Gen.Select(AnyCall.Array[1, 40], AnyCall.Array[0, 20], Gen.Int[1, 5])
            .Sample(
                (calls, arriving, limit) =>
                {
                    var time = new FakeTimeProvider(SimulatorClient.Start.AddSeconds(20));
                    var workspace = new SimulatedWorkspace(SimulatorClient.Empty, time);
                    var present = Fill(workspace, calls).Keys;

                    var ids = ReadAllPages(workspace, new(), limit, ChangeBetweenPages(workspace, arriving));

                    ids.ShouldBeUnique();
                    present.ShouldBeSubsetOf(ids);
                },
                iter: 1000
            );

    private static Gen<DateTimeOffset?> AnyInstant() =>
        Gen.Int[-10, 45]
            .Select(halfSeconds => halfSeconds < 0 ? (DateTimeOffset?)null : SimulatorClient.Start.AddSeconds(halfSeconds / 2.0));

    private static Dictionary<string, SimulatedCall> Fill(SimulatedWorkspace workspace, SimulatedCall[] calls) =>
        calls.Select((call, number) => workspace.Add(_ => call with { Id = $"call_{number * 7 % 61:00}" })).ToDictionary(call => call.Id);

    /// <summary>Deletes some calls and moves others in time.</summary>
    private static void ChangeSomeCalls(SimulatedWorkspace workspace, Dictionary<string, SimulatedCall> expectedCalls, int[] changed)
    {
        foreach (var number in changed)
        {
            var id = $"call_{number:00}";
            if (!expectedCalls.TryGetValue(id, out var call))
                continue;

            if (call.CreatedAt.Second % 2 == 0)
                expectedCalls[id] = workspace.Edit(id, it => it with { CreatedAt = it.CreatedAt.AddSeconds(number + 1) });
            else
                workspace.Delete(id).ShouldBe(expectedCalls.Remove(id));
        }
    }

    private static Action ChangeBetweenPages(SimulatedWorkspace workspace, SimulatedCall[] arriving)
    {
        var next = 0;
        return () =>
        {
            if (next < arriving.Length)
                workspace.Add(_ => arriving[next] with { Id = $"call_arriving_{next}" });
            if (next > 0)
                workspace.Delete($"call_arriving_{next - 1}");
            next++;
        };
    }

    private static List<string> ReadAllPages(SimulatedWorkspace workspace, CallFilter filter, int limit, Action betweenPages)
    {
        var pager = new KeysetPager(workspace);
        var ids = new List<string>();
        for (string? cursor = null; ; )
        {
            var page = pager.Read(new(limit, cursor, filter)).ShouldNotBeNull();
            ids.AddRange(page.Data.Select(call => call.Id));
            page.HasMore.ShouldBe(page.NextCursor is not null);
            if (page.NextCursor is null)
                return ids;

            page.Data.Count.ShouldBe(limit);
            cursor = page.NextCursor;
            betweenPages();
        }
    }
}
