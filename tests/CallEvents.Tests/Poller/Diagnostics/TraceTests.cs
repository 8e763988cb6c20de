using System.Diagnostics;
using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.ServiceDefaults.Diagnostics;
using CallEvents.Simulator;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Diagnostics;

public sealed class TraceTests
{
    [Fact]
    public async Task Each_event_has_a_trace_from_its_commit_to_the_subscriber()
    {
        using var spans = new SpanRecorder();
        var options = new SimulatorOptions
        {
            Calls = 0,
            ArrivalsPerMinute = 0,
            TranscriptDelay = TimeSpan.Zero,
        };
        await using var revont = await RevontSimulator.StartAsync(options);
        await using var poller = await PollerHost.StartAsync(revont.BaseUrl);

        var call = revont.Workspace.Add();
        await Eventually.Be(() => poller.Received.Of<CallTranscribed>().Any(message => message.Call.Id == call.Id));
        await Eventually.Be(() => spans.Find("publish CallTranscribed", call.Id) is not null);

        var recorded = spans.Find("record CallRecorded", call.Id)!;
        recorded.ParentId.ShouldBeNull();
        spans.Find("publish CallRecorded", call.Id)!.ParentSpanId.ShouldBe(recorded.SpanId);
        await Eventually.Be(() => spans.Exported.Any(span => span.Kind == ActivityKind.Consumer && span.TraceId == recorded.TraceId));
        await Eventually.Be(() => spans.Find(recorded.Links.Single().Context.SpanId) is not null);
        var page = spans.Find(recorded.Links.Single().Context.SpanId)!;
        page.OperationName.ShouldBe("GET /calls");
        page.Links.ShouldContain(link => link.Context == recorded.Context);
        page.TraceId.ShouldNotBe(recorded.TraceId);

        var transcribed = spans.Find("record CallTranscribed", call.Id)!;
        transcribed.ParentId.ShouldBeNull();
        transcribed.TraceId.ShouldNotBe(recorded.TraceId);
        transcribed.Links.Single().Context.SpanId.ShouldBe(recorded.SpanId);
        await Eventually.Be(() => spans.Find("check transcript", call.Id) is not null);
        var check = spans.Find("check transcript", call.Id)!;
        check.ParentId.ShouldBeNull();
        check.Links.Single().Context.SpanId.ShouldBe(recorded.SpanId);
    }

    [Fact]
    public async Task No_span_holds_a_key_or_an_address()
    {
        using var spans = new SpanRecorder();
        await using var revont = await RevontSimulator.StartAsync(new SimulatorOptions { Calls = 20, ArrivalsPerMinute = 0 });
        await using var poller = await PollerHost.StartAsync(revont.BaseUrl);
        await Eventually.Be(() => poller.Received.Of<CallTranscribed>().Count == 20);

        // Other tests have calls with such characters in their ids.
        var ids = revont.Workspace.List().Select(state => state.Call.Id).ToHashSet();
        var values = spans
            .Exported.Where(span => span.GetTagItem(TelemetryNames.CallId) is not string id || ids.Contains(id))
            .SelectMany(span => span.TagObjects)
            .Select(tag => tag.Value?.ToString())
            .ToList();
        values.ShouldNotContain(value => value != null && value.Contains('@', StringComparison.Ordinal));
        values.ShouldNotContain(value => value != null && value.Contains('?', StringComparison.Ordinal));
        values.ShouldNotContain(revont.ApiKey);
    }

    [Fact]
    public async Task A_pass_that_found_nothing_exports_no_span()
    {
        using var spans = new SpanRecorder();
        await using var revont = await RevontSimulator.StartAsync(new SimulatorOptions { Calls = 0, ArrivalsPerMinute = 0 });
        await using var poller = await PollerHost.StartAsync(revont.BaseUrl);

        await Eventually.Be(() => spans.RequestsTo(revont.BaseUrl).Count() >= 5);

        var requests = spans.RequestsTo(revont.BaseUrl).ToList();
        requests.ShouldAllBe(span => !span.Recorded);
        spans.Exported.ShouldNotContain(span => requests.Any(request => request.TraceId == span.TraceId));
    }

    [Fact]
    public async Task A_failed_request_is_exported_with_its_reason()
    {
        using var spans = new SpanRecorder();
        await using var revont = await ScriptedRevont.StartAsync();
        await using var poller = await PollerHost.StartAsync(revont.BaseUrl, apiKey: ScriptedRevont.ApiKey);
        await Eventually.Be(() => spans.RequestsTo(revont.BaseUrl).Any());

        var intercepted = new TaskCompletionSource();
        revont.Intercept = (_, context) =>
        {
            context.Response.StatusCode = 500;
            intercepted.TrySetResult();
            return Task.FromResult(true);
        };
        await intercepted.Task;
        revont.StopIntercepting();

        await Eventually.Be(() => spans.RequestsTo(revont.BaseUrl).Any(span => span.Recorded && span.Status == ActivityStatusCode.Error));

        var failed = spans.RequestsTo(revont.BaseUrl).First(span => span.Recorded && span.Status == ActivityStatusCode.Error);
        failed.GetTagItem("error.type").ShouldBe("500");
        failed.GetTagItem("http.response.status_code").ShouldBe(500);
        await Eventually.Be(() => spans.Find(failed.ParentSpanId) is not null);
    }

    [Fact]
    public async Task A_backfill_has_some_dozens_of_spans_in_each_trace()
    {
        using var spans = new SpanRecorder();
        await using var revont = await RevontSimulator.StartAsync(
            new SimulatorOptions
            {
                Calls = 3_000,
                Days = 1,
                ArrivalsPerMinute = 0,
            }
        );
        await using var poller = await PollerHost.StartAsync(revont.BaseUrl);

        await Eventually.Be(() => poller.Received.Of<CallRecorded>().Count == 3_000);

        await Eventually.Be(() => spans.RequestsTo(revont.BaseUrl).Any(span => span.Recorded));
        spans.Exported.GroupBy(span => span.TraceId).Max(trace => trace.Count()).ShouldBeLessThan(36);
    }

    [Fact]
    public async Task What_a_request_without_a_span_shows_links_to_the_pass()
    {
        using var spans = new SpanRecorder();
        List<string?> sources = [];

        await PassTrace.RunAsync(
            "pass of many pages",
            "main",
            () =>
            {
                for (var page = 0; page < 31; page++)
                {
                    PassTrace.EndRequest(PassTrace.StartRequest("/calls", Lane.Backfill), 200, errorType: null, TimeSpan.Zero);
                    sources.Add(PassTrace.Latest?.OperationName);
                }

                return Task.CompletedTask;
            }
        );

        sources.ShouldBe([.. Enumerable.Repeat("GET /calls", 30), "pass of many pages"]);
    }

    [Theory]
    [InlineData(404, false)]
    [InlineData(500, true)]
    public async Task That_a_transcript_is_not_there_yet_is_not_exported(int status, bool isExported)
    {
        using var spans = new SpanRecorder();
        var name = $"check that is answered {status}";

        await PassTrace.RunAsync(
            name,
            "main",
            () =>
            {
                PassTrace.EndRequest(PassTrace.StartRequest("/calls/{id}", Lane.Live), status, errorType: null, TimeSpan.Zero);
                return Task.CompletedTask;
            }
        );

        spans.Exported.Any(span => span.OperationName == name).ShouldBe(isExported);
    }

    [Fact]
    public void The_trace_of_a_failed_commit_is_not_exported()
    {
        using var spans = new SpanRecorder();
        var callEvent = new CallEvent
        {
            Workspace = "main",
            CallId = "call_of_a_failed_commit",
            Revision = 1,
            Type = CallEventType.CallRecorded,
            Lane = Lane.Live,
            ObservedAt = DateTimeOffset.UnixEpoch,
            Message = "",
        };

        using (var traces = new EventTraces())
            traces.Start(callEvent, source: null, first: null);
        spans.Find("record CallRecorded", callEvent.CallId).ShouldBeNull();

        using (var traces = new EventTraces())
        {
            traces.Start(callEvent, source: null, first: null);
            traces.End();
        }

        spans.Find("record CallRecorded", callEvent.CallId).ShouldNotBeNull();
    }
}
