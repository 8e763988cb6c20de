using CallEvents.CrmUpdater.Crm;
using CallEvents.TestSupport.HubSpot;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

public sealed class HubSpotWriterTests : IAsyncLifetime
{
    private HubSpotStub stub = null!;

    public async ValueTask InitializeAsync() => stub = await HubSpotStub.StartAsync();

    public ValueTask DisposeAsync() => stub.DisposeAsync();

    [Fact]
    public async Task A_call_has_one_record_with_every_value_as_text()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        var call = HubSpotAdapter.New("call_1");
        var first = await adapter.WrittenAsync(call);
        first.Created.ShouldBeTrue();
        var again = await adapter.WrittenAsync(call);
        again.Created.ShouldBeFalse();
        again.RecordId.ShouldBe(first.RecordId);

        stub.CallRecords.ShouldHaveSingleItem();
        var record = stub.Calls["call_1"];
        record["hs_call_duration"].ShouldBe("1842500");
        record["revont_coaching_score"].ShouldBe("81.5");
        record["hs_timestamp"].ShouldBe("2026-11-03T09:30:00Z");
        record["revont_outcome"].ShouldBe("won");
    }

    [Fact]
    public async Task Null_clears_and_what_is_left_out_stays()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        var call = HubSpotAdapter.New("call_1");
        var written = await adapter.WrittenAsync(call);
        stub.Edit(stub.Calls["call_1"], "hs_call_title", "typed by a person");
        await adapter.WrittenAsync(HubSpotAdapter.Later(call, written, null, outcome: null, revision: 20));
        stub.Calls["call_1"]["revont_outcome"].ShouldBeNull();
        stub.Calls["call_1"]["hs_call_title"].ShouldBe("typed by a person");
        stub.Calls["call_1"]["revont_fields_revision"].ShouldBe("20");
    }

    [Theory]
    [InlineData(BatchErrors.WholeBatch, ErrorBodies.Full, true)]
    [InlineData(BatchErrors.WholeBatch, ErrorBodies.CodesInMessage, false)]
    [InlineData(BatchErrors.WholeBatch, ErrorBodies.Empty, false)]
    [InlineData(BatchErrors.PerInput, ErrorBodies.Full, true)]
    [InlineData(BatchErrors.PerInput, ErrorBodies.CodesInErrors, false)]
    internal async Task One_bad_call_keeps_none_of_the_others_out(BatchErrors manner, ErrorBodies bodies, bool hasTraceIds)
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        (stub.Manners.BatchErrors, stub.Manners.ErrorBodies, stub.Manners.ResultsHaveTraceIds) = (manner, bodies, hasTraceIds);
        using var rule = stub.AddRule("calls", "revont_outcome", call => call.GetValueOrDefault("revont_outcome") == "secret words");
        var calls = Enumerable
            .Range(1, 100)
            .Select(number => HubSpotAdapter.New($"call_{number}", outcome: number == 37 ? "secret words" : "won"))
            .ToArray();
        var results = await adapter.WriteAsync(calls);
        results.Count(result => result is WriteResult.Written).ShouldBe(99);
        results[36].ShouldBeOfType<WriteResult.Rejected>().Reason.ShouldNotContain("secret");
        stub.Calls.Count.ShouldBe(99);
        foreach (var (call, result) in calls.Zip(results).Where(pair => pair.Second is WriteResult.Written))
            ((WriteResult.Written)result).RecordId.ShouldBe(stub.Calls[call.Key].Id);
        adapter.Logs.Lines.ShouldAllBe(line => !line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_twenty_refusals_in_a_row_the_rest_is_not_tried()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        stub.AddRule("calls", "revont_outcome", _ => true);
        var results = await adapter.WriteAsync([.. Enumerable.Range(1, 100).Select(number => HubSpotAdapter.New($"call_{number}"))]);
        results.Count(result => result is WriteResult.Rejected).ShouldBe(20);
        results.Count(result => result is WriteResult.NotTried).ShouldBe(80);
    }

    [Theory]
    [InlineData(false, ErrorBodies.Full)]
    [InlineData(true, ErrorBodies.Full)]
    [InlineData(true, ErrorBodies.Empty)]
    internal async Task A_deleted_record_stays_deleted(bool refusesBatch, ErrorBodies bodies)
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        var calls = Enumerable.Range(1, 5).Select(number => HubSpotAdapter.New($"call_{number}")).ToArray();
        var written = (await adapter.WriteAsync(calls)).Cast<WriteResult.Written>().ToList();
        stub.Delete(stub.Calls["call_3"]);
        (stub.Manners.MissingRecordsRefuseBatch, stub.Manners.ErrorBodies) = (refusesBatch, bodies);
        var later = calls.Zip(written, (call, result) => HubSpotAdapter.Later(call, result, null, "lost", 20)).ToArray();
        var results = await adapter.WriteAsync(later);
        results[2].ShouldBeOfType<WriteResult.Gone>();
        results.Count(result => result is WriteResult.Written).ShouldBe(4);
        stub.Calls.Count.ShouldBe(4);
        stub.Calls.Values.ShouldAllBe(call => call["revont_outcome"] == "lost");
    }

    [Fact]
    public async Task A_deleted_record_is_made_anew_if_wanted()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub, options => options.Recreate = true);
        var call = HubSpotAdapter.New("call_1", "jane@acme.example");
        var written = await adapter.WrittenAsync(call);
        stub.Delete(stub.Calls["call_1"]);
        var again = await adapter.WrittenAsync(HubSpotAdapter.Later(call, written, "jane@acme.example", "lost", 20));
        again.Created.ShouldBeTrue();
        again.RecordId.ShouldNotBe(written.RecordId);
        stub.LinksOf("call_1").Contacts.ShouldBe([stub.Contacts["jane@acme.example"].Id]);
    }

    [Fact]
    public async Task A_path_that_has_gone_takes_no_call_for_a_deleted_one()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        var call = HubSpotAdapter.New("call_1");
        var written = await adapter.WrittenAsync(call);
        using var gone = stub.Fail(FaultKind.Error(404, "OBJECT_NOT_FOUND"));
        var results = await adapter.WriteAsync(HubSpotAdapter.Later(call, written, null, "lost", 20), HubSpotAdapter.New("call_2"));
        results[0].ShouldBeOfType<WriteResult.NotPrepared>().Reason.ShouldContain("Crm:HubSpot:ApiVersion");
        results[1].ShouldBeOfType<WriteResult.NotTried>();
    }

    [Fact]
    public async Task A_deleted_property_is_no_fault_of_the_calls()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        stub.DeleteProperty("revont_outcome");
        var results = await adapter.WriteAsync(HubSpotAdapter.New("call_1"), HubSpotAdapter.New("call_2"));
        results.ShouldAllBe(result => result is WriteResult.NotPrepared);
        ((WriteResult.NotPrepared)results[0]).Reason.ShouldContain("property revont_outcome");
    }

    [Fact]
    public async Task An_owner_who_has_left_does_not_keep_a_call_out()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        var calls = new[] { HubSpotAdapter.New("call_1"), HubSpotAdapter.New("call_2") };
        calls[0] = calls[0] with { Properties = new Dictionary<string, object?>(calls[0].Properties) { ["hubspot_owner_id"] = "12" } };
        (await adapter.WriteAsync(calls)).ShouldAllBe(result => result is WriteResult.Written);
        stub.Calls["call_1"]["hubspot_owner_id"].ShouldBeNull();
        stub.Calls["call_1"]["revont_outcome"].ShouldBe("won");
    }

    [Fact]
    public async Task A_success_without_results_is_none()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        using var empty = stub.Fail(FaultKind.EmptyComplete);
        var results = await adapter.WriteAsync(HubSpotAdapter.New("call_1"), HubSpotAdapter.New("call_2"));
        results.ShouldAllBe(result => result is WriteResult.Unavailable && ((WriteResult.Unavailable)result).IsSuspect);
    }

    [Fact]
    public async Task A_failing_HubSpot_makes_all_calls_of_the_request_suspect()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        foreach (var kind in new[] { FaultKind.ServerError, FaultKind.NotJson, FaultKind.Drop })
        {
            using var fault = stub.Fail(kind, request => request.Operation == "calls/upsert");
            var results = await adapter.WriteAsync(HubSpotAdapter.New("call_1"), HubSpotAdapter.New("call_2"));
            results.ShouldAllBe(result => result is WriteResult.Unavailable && ((WriteResult.Unavailable)result).IsSuspect, $"{kind}");
        }
    }

    [Fact]
    public async Task A_request_that_is_not_answered_in_time_is_given_up()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(
            stub,
            options => options.RequestTimeout = TimeSpan.FromMilliseconds(300)
        );
        using var held = stub.Fail(FaultKind.Hold, request => request.Operation == "calls/upsert");
        var result = (await adapter.WriteAsync(HubSpotAdapter.New("call_1"))).ShouldHaveSingleItem();
        result.ShouldBeOfType<WriteResult.Unavailable>().IsSuspect.ShouldBeTrue();
    }

    [Fact]
    public async Task A_locked_record_waits_alone()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        using var locked = stub.Fail(FaultKind.Locked, request => request.Keys.Contains("call_2"));
        var results = await adapter.WriteAsync(HubSpotAdapter.New("call_1"), HubSpotAdapter.New("call_2"), HubSpotAdapter.New("call_3"));
        results[1].ShouldBeOfType<WriteResult.Busy>().MaxTries.ShouldBeNull();
        stub.Calls.Keys.ShouldBe(["call_1", "call_3"], ignoreOrder: true);
    }

    [Fact]
    public async Task Nothing_leaves_once_the_state_is_old()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        var call = HubSpotAdapter.New("call_1");
        await Should.ThrowAsync<OperationCanceledException>(() => adapter.WriteAsync(() => throw new OperationCanceledException(), call));
        stub.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Records_are_found_with_their_revisions()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        await adapter.WriteAsync(HubSpotAdapter.New("call_1", outcome: null, revision: 42));
        var found = await adapter.Crm.FindAsync(["call_1", "call_2"], CancellationToken.None);
        var record = found.ShouldHaveSingleItem().Value;
        record.RecordId.ShouldBe(stub.Calls["call_1"].Id);
        (record.Workspace, record.FieldsRevision, record.TranscriptRevision).ShouldBe(("main", 42L, (long?)null));
        record.PropertiesWithValue.ShouldContain("revont_coaching_score");
        record.PropertiesWithValue.ShouldNotContain("revont_outcome");
    }
}
