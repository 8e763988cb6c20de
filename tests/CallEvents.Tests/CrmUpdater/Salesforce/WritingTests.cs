using CallEvents.CrmUpdater.Crm;
using CallEvents.TestSupport.Salesforce;
using static CallEvents.Tests.CrmUpdater.Salesforce.SalesforceHost;

namespace CallEvents.Tests.CrmUpdater.Salesforce;

public sealed class WritingTests
{
    [Fact]
    public async Task A_call_becomes_a_completed_task_with_typed_values()
    {
        await using var crm = await StartAsync(timeZone: "Europe/Berlin");

        var written = await crm.WrittenAsync(NewCall());

        var task = crm.Org.Task("call_1");
        written.RecordId.ShouldBe(task.Id);
        written.Created.ShouldBeTrue();
        task.Text("ActivityDate").ShouldBe("2026-11-21");
        task["CallDurationInSeconds"]!.ToJsonString().ShouldBe("62");
        task["Revont_Score__c"]!.ToJsonString().ShouldBe("87.5");
        task["Revont_Fields_Revision__c"]!.ToJsonString().ShouldBe("\"10\"");
        task.Text("TaskSubtype").ShouldBe("Call");
        task.Text("Subject").ShouldBe("Revont call: won");
    }

    [Fact]
    public async Task A_known_call_is_updated_by_id_and_null_clears()
    {
        await using var crm = await StartAsync();
        var call = NewCall();
        var written = await crm.WrittenAsync(call);
        crm.Org.Task("call_1").Set("Priority", "High");

        var second = NewCall(outcome: null, revision: 20).After(written);
        (await crm.WrittenAsync(second)).Created.ShouldBeFalse();

        var task = crm.Org.Task("call_1");
        task["CallDisposition"].ShouldBeNull();
        task["Revont_Outcome__c"].ShouldBeNull();
        task.Text("Priority").ShouldBe("High");
        crm.Org.BackwardWrites.ShouldBeEmpty();
        crm.Stub.Requests[^1].Path.ShouldEndWith("/composite/sobjects");
    }

    [Fact]
    public async Task A_lost_answer_makes_no_second_task()
    {
        await using var crm = await StartAsync();
        var isFirst = true;
        crm.Stub.Fault = request => request.IsWrite && isFirst && !(isFirst = false) ? new StubFault.AnswerLost() : null;
        (await crm.WriteAsync(NewCall())).ShouldBeOfType<WriteResult.Unavailable>().IsSuspect.ShouldBeTrue();

        // The upsert meets the record, for which TaskSubtype may not be sent any more.
        (await crm.WrittenAsync(NewCall(revision: 20))).Created.ShouldBeFalse();

        crm.Org.Task("call_1").Text("Revont_Fields_Revision__c").ShouldBe("20");
    }

    [Fact]
    public async Task Two_hundred_calls_are_one_request()
    {
        await using var crm = await StartAsync();
        var before = crm.Stub.Requests.Count;

        var results = await crm.WriteAllAsync([.. Enumerable.Range(0, 200).Select(number => NewCall($"call_{number}"))]);

        results.ShouldAllBe(result => result is WriteResult.Written);
        crm.Org.Tasks.Count.ShouldBe(200);
        (crm.Stub.Requests.Count - before).ShouldBe(1);
    }

    [Fact]
    public async Task One_refused_call_leaves_the_others()
    {
        await using var crm = await StartAsync();
        crm.Org.ValidationRule = task => task.Text("Subject") == "Revont call: lost" ? "No jane@prospect.example here" : null;
        crm.Org.Locked.Add("call_3");

        var results = await crm.WriteAllAsync(NewCall("call_1"), NewCall("call_2", outcome: "lost"), NewCall("call_3"), NewCall("call_4"));

        results[0].ShouldBeOfType<WriteResult.Written>();
        var rejected = results[1].ShouldBeOfType<WriteResult.Rejected>();
        rejected.Code.ShouldBe("FIELD_CUSTOM_VALIDATION_EXCEPTION");
        rejected.Reason.ShouldNotContain("jane");
        results[2].ShouldBeOfType<WriteResult.Busy>();
        results[3].ShouldBeOfType<WriteResult.Written>();
        crm.Org.Tasks.Select(task => task.Text(StubOrg.Key)).ShouldBe(["call_1", "call_4"]);
    }

    [Fact]
    public async Task A_body_refused_for_one_call_is_halved_down_to_it()
    {
        await using var crm = await StartAsync();
        var calls = Enumerable.Range(0, 9).Select(number => NewCall($"call_{number}")).ToArray();
        calls[5] = calls[5].With("Revont_Score__c", "very good");

        var results = await crm.WriteAllAsync(calls);

        results[5].ShouldBeOfType<WriteResult.Rejected>().Code.ShouldBe("JSON_PARSER_ERROR");
        results.Where((_, index) => index != 5).ShouldAllBe(result => result is WriteResult.Written);
        crm.Org.Tasks.Count.ShouldBe(8);
    }

    [Fact]
    public async Task A_deleted_task_stays_deleted()
    {
        await using var crm = await StartAsync();
        var written = await crm.WrittenAsync(NewCall());
        crm.Org.Delete(crm.Org.Task("call_1"));

        (await crm.WriteAsync(NewCall(revision: 20).After(written))).ShouldBeOfType<WriteResult.Gone>();

        crm.Org.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deleted_task_is_made_anew_where_the_setting_says_so()
    {
        await using var crm = await StartAsync(options => options.Recreate = true);
        var written = await crm.WrittenAsync(NewCall());
        crm.Org.Delete(crm.Org.Task("call_1"));

        var anew = await crm.WrittenAsync(NewCall(revision: 20).After(written));

        anew.RecordId.ShouldNotBe(written.RecordId);
        crm.Org.Task("call_1").Text("TaskSubtype").ShouldBe("Call");
    }

    [Fact]
    public async Task Several_tasks_of_one_key_are_rejected()
    {
        await using var crm = await StartAsync();
        crm.Org.Add("Task", (StubOrg.Key, "call_1"));
        crm.Org.Add("Task", (StubOrg.Key, "call_1"));

        (await crm.WriteAsync(NewCall())).ShouldBeOfType<WriteResult.Rejected>().Reason.ShouldContain(StubOrg.Key);
    }

    [Fact]
    public async Task An_inactive_owner_is_left_out()
    {
        await using var crm = await StartAsync();
        var owner = crm.Org.AddUser("left@acme.example", isActive: false);

        await crm.WrittenAsync(NewCall().With("OwnerId", owner.Id));

        crm.Org.Task("call_1")["OwnerId"].ShouldBeNull();
    }

    [Fact]
    public async Task A_long_outcome_is_cut_and_not_refused()
    {
        await using var crm = await StartAsync();

        await crm.WrittenAsync(NewCall(outcome: new string('x', 300)));

        crm.Org.Task("call_1").Text("CallDisposition")!.Length.ShouldBe(255);
    }

    [Fact]
    public async Task Nothing_is_written_when_the_state_is_stale()
    {
        await using var crm = await StartAsync();
        var batch = new CallBatch([NewCall()], () => throw new OperationCanceledException("stale"));

        await Should.ThrowAsync<OperationCanceledException>(crm.Crm.UpsertCallsAsync(batch, CancellationToken.None));

        crm.Org.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Calls_are_found_again_by_their_keys()
    {
        await using var crm = await StartAsync();
        await crm.WrittenAsync(NewCall("it's \\ call_1") with { Workspace = "acme" });
        await crm.WrittenAsync(NewCall("call_2", outcome: null, revision: 30));

        var found = await crm.Crm.FindAsync(["it's \\ call_1", "call_2", "call_3"], CancellationToken.None);

        found.Keys.ShouldBe(["it's \\ call_1", "call_2"], ignoreOrder: true);
        found["call_2"].FieldsRevision.ShouldBe(30);
        found["call_2"].Workspace.ShouldBe("acme");
        found["call_2"].TranscriptRevision.ShouldBeNull();
        found["call_2"].PropertiesWithValue.ShouldContain("Revont_Score__c");
        found["call_2"].PropertiesWithValue.ShouldNotContain("Revont_Outcome__c");
        crm.Stub.Requests.ShouldAllBe(request => !request.Path.Contains("call_2", StringComparison.Ordinal));
    }
}
