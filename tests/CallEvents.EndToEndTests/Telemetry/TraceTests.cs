using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.EndToEndTests.Telemetry.Protocol;
using CallEvents.ServiceDefaults.Diagnostics;
using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Telemetry;

/// <summary>The shape of the traces of three processes, as a collector receives them.</summary>
public sealed class TraceTests(RabbitMqServer rabbit)
{
    private static readonly SimulatorOptions Revont = new()
    {
        Calls = 150,
        Days = 1,
        ArrivalsPerMinute = 240,
        TranscriptDelay = TimeSpan.FromSeconds(1),
    };

    private static readonly SimulatorOptions Past = new()
    {
        Calls = 10,
        Days = 1,
        ArrivalsPerMinute = 0,
    };

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Each_event_is_a_trace_from_its_commit_to_its_subscribers(string protocol)
    {
        await using var receiver = await OtlpReceiver.StartAsync(protocol);
        await using var stack = await TestStack.StartAsync(rabbit, Revont);
        foreach (var service in (ServiceProcess[])[stack.Poller, stack.CrmUpdater, stack.Alerting])
        {
            service.Settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address.ToString();
            service.Settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol;
            service.Settings["OTEL_BSP_SCHEDULE_DELAY"] = "200";
            service.Settings["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
        }

        stack.Poller.Settings["Polling:LeaseDuration"] = TestStack.LongLease;
        stack.Poller.Settings["Transcripts:FirstRetry"] = "00:00:01";
        await Task.WhenAll(stack.CrmUpdater.StartAndWaitUntilReadyAsync(), stack.Alerting.StartAndWaitUntilReadyAsync());
        await stack.Poller.StartAndWaitUntilReadyAsync();
        await Eventually.Be(() => Count("send alert"), count => count > 0);
        var calls = await stack.StopArrivalsAsync();
        await Eventually.Be(() => receiver.Spans.Count(IsHandledByCrmUpdater), count => count == 2 * calls);
        await Eventually.Be(() => Count("publish CallTranscribed"), count => count == calls);

        // A span is exported when it ends, after those within it.
        var spans = await Eventually.Be(() => receiver.Spans, HaveParents);
        var traces = spans.ToLookup(span => span.TraceId);
        var roots = spans.Where(span => span.Name is "record CallRecorded" or "record CallTranscribed").ToList();
        roots.Count.ShouldBe(2 * calls);
        roots.ShouldAllBe(root => root.ParentId == "" && traces[root.TraceId].Any(IsHandledByCrmUpdater));
        // A CallRecorded that its CallTranscribed has overtaken is skipped.
        spans.Where(IsHandledByCrmUpdater).Where(span => span.Outcome == "handled" && !IsWritten(span)).ShouldBeEmpty();
        roots
            .Where(root => root.Name == "record CallTranscribed")
            .Where(root => !traces[root.TraceId].Where(IsHandledByCrmUpdater).Any(IsWritten))
            .ShouldBeEmpty();
        roots.Select(root => root.TraceId).ShouldBeUnique();
        var first = roots.Where(root => root.Name == "record CallRecorded").ToDictionary(root => root.CallId!, root => root.Id);
        foreach (var root in roots.Where(root => root.Name == "record CallTranscribed"))
            root.Links.ShouldBe([first[root.CallId!]]);
        var events = roots.Select(root => root.TraceId).ToHashSet();
        spans.Where(span => span.Name == "send alert").ShouldAllBe(alert => events.Contains(alert.TraceId));
        traces.Max(trace => trace.Count()).ShouldBeLessThan(40);
        spans
            .Where(span => span.ParentId == "")
            .ShouldAllBe(span => span.Span.Kind != 3 || span.Name == "upsert calls", "no other client span is without a parent");
        foreach (var resource in spans.Select(span => span.Resource).Distinct())
            ReceivedSpan.AttributeOf(resource, "service.version").ShouldBe(ServiceVersion.Current);
        spans.Select(span => ReceivedSpan.AttributeOf(span.Resource, "service.instance.id")).Distinct().Count().ShouldBe(3);
        spans.SelectMany(span => span.Texts).ShouldAllBe(text => !text.Contains('@', StringComparison.Ordinal));

        await Eventually.Be(() => Sum("callevents-poller", "callevents.calls.discovered", "{call}"), sum => sum == calls);
        await Eventually.Be(() => Sum("callevents-poller", "callevents.events.published", "{event}"), sum => sum == 2 * calls);
        await Eventually.Be(() => Sum("callevents-crm-updater", "callevents.crm.messages.handled", "{message}"), sum => sum == 2 * calls);
        // Alerts are sent apart from the messages: some of them after all that is awaited above.
        await Eventually.Be(
            () => (Counted: Sum("callevents-alerting", "callevents.alerts.sent", "{alert}"), Traced: Count("send alert")),
            alerts => alerts.Counted > 0 && alerts.Counted == alerts.Traced
        );
        var live = roots.Count(root => root is { Name: "record CallRecorded", Origin: "live" });
        await Eventually.Be(() => Observations("callevents.arrival.lag", "s"), count => count == live);

        int Count(string name) => receiver.Spans.Count(span => span.Name == name);
        long Sum(string service, string name, string unit) => Find(service, name, unit)?.Sum.DataPoints.Sum(point => point.AsInt) ?? 0;
        long Observations(string name, string unit) =>
            Find("callevents-poller", name, unit)?.Histogram.DataPoints.Sum(point => (long)point.Count) ?? 0;
        Metric? Find(string service, string name, string unit)
        {
            if (!receiver.Metrics.TryGetValue((service, name), out var metric))
                return null;
            metric.Unit.ShouldBe(unit, name);
            return metric;
        }

        // A request with several messages is a span of its own, which links to each.
        bool IsWritten(ReceivedSpan handled) =>
            traces[handled.TraceId].Any(span => span.Name == "upsert call")
            || spans.Any(span => span.Name == "upsert calls" && span.Links.Contains(handled.Id));
    }

    [Fact]
    public async Task Later_events_link_to_the_first_of_their_call_and_the_first_to_the_page_that_showed_it()
    {
        await using var receiver = await OtlpReceiver.StartAsync("grpc");
        await using var stack = await TestStack.StartAsync(rabbit, Past);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        stack.Poller.Settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address.ToString();
        stack.Poller.Settings["OTEL_BSP_SCHEDULE_DELAY"] = "200";
        stack.Poller.Settings["Polling:LeaseDuration"] = TestStack.LongLease;
        stack.Poller.Settings["Polling:Rereads:0:Depth"] = "1.00:00:00";
        stack.Poller.Settings["Polling:Rereads:0:Every"] = "00:00:02";
        await stack.Poller.StartAndWaitUntilReadyAsync();
        await subscriber.WaitForAsync("CallTranscribed", Past.Calls);
        var call = (await stack.ExposedCallsAsync())[^1].GetProperty("id").GetString()!;

        stack.Revont.Workspace.Edit(call, known => known with { Outcome = "postponed" });
        await subscriber.WaitUntilAsync(all => all.Any(one => one.Type == "CallUpdated" && one.CallId == call));
        var ids = Path.Combine(stack.Poller.Folder, "ids.txt");
        await File.WriteAllTextAsync(ids, call, TestContext.Current.CancellationToken);
        await stack.RunCommandAsync(0, "replay", "--ids", ids);

        var spans = await Eventually.Be(() => receiver.Spans, all => Events(all).Count == 5 && all.Any(span => span.Name == "replay"));
        var events = Events(spans);
        var first = events.Single(root => root is { Name: "record CallRecorded", Origin: not "replay" });
        var page = spans.Single(span => first.Links.Contains(span.Id));
        page.Name.ShouldBe("GET /calls");
        page.Links.ShouldContain(first.Id);
        events.Where(root => root != first).ShouldAllBe(root => root.Links.Contains(first.Id));
        events.Select(root => root.TraceId).ShouldBeUnique();
        var replayed = events.Where(root => root.Origin == "replay").Select(root => root.Id).ToList();
        spans.Single(span => span.Name == "replay").Links.ShouldBe(replayed, ignoreOrder: true);

        IReadOnlyList<ReceivedSpan> Events(IReadOnlyList<ReceivedSpan> all) =>
            [.. all.Where(span => span.CallId == call && span.Name.StartsWith("record ", StringComparison.Ordinal))];
    }

    private static bool IsHandledByCrmUpdater(ReceivedSpan span) => span is { Service: "callevents-crm-updater", Outcome: not null };

    private static bool HaveParents(IReadOnlyList<ReceivedSpan> spans)
    {
        var ids = spans.Select(span => (span.TraceId, span.Id)).ToHashSet();
        return spans.All(span => span.ParentId == "" || ids.Contains((span.TraceId, span.ParentId)));
    }
}
