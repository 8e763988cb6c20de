using System.Diagnostics;
using CallEvents.ServiceDefaults.Diagnostics;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;

namespace CallEvents.Tests.ServiceDefaults.Diagnostics;

public sealed class CallSamplerTests
{
    [Fact]
    public void All_traces_of_a_call_are_kept_or_dropped_together()
    {
        var sampler = Sampler("traceidratio", "0.25")!;

        var kept = Enumerable
            .Range(0, 2_000)
            .Count(number =>
            {
                var decisions = Enumerable.Range(0, 3).Select(_ => IsKept(sampler, $"call_{number}")).Distinct();
                return decisions.ShouldHaveSingleItem();
            });

        kept.ShouldBeInRange(400, 600);
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("1", true)]
    [InlineData("much", true)]
    [InlineData(null, true)]
    public void The_ratio_is_that_of_the_standard_variable(string? ratio, bool isKept) =>
        IsKept(Sampler("parentbased_traceidratio", ratio)!, "call_1").ShouldBe(isKept);

    [Theory]
    [InlineData("parentbased_traceidratio", "0", true)]
    [InlineData("parentbased_traceidratio", "1", false)]
    [InlineData("traceidratio", "0", true)]
    [InlineData("traceidratio", "1", false)]
    public void A_span_within_a_trace_follows_its_parent(string name, string ratio, bool isParentKept)
    {
        var sampler = Sampler(name, ratio)!;
        var parent = new ActivityContext(
            ActivityTraceId.CreateRandom(),
            ActivitySpanId.CreateRandom(),
            isParentKept ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None,
            isRemote: true
        );

        IsKept(sampler, "call_1", parent).ShouldBe(isParentKept);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("always_off")]
    [InlineData("parentbased_always_on")]
    public void Other_samplers_are_OpenTelemetrys(string? name) => Sampler(name, "0.5").ShouldBeNull();

    private static Sampler? Sampler(string? name, string? ratio) =>
        CallSampler.From(
            new ConfigurationBuilder()
                .AddInMemoryCollection([new("OTEL_TRACES_SAMPLER", name), new("OTEL_TRACES_SAMPLER_ARG", ratio)])
                .Build()
        );

    private static bool IsKept(Sampler sampler, string callId, ActivityContext parent = default) =>
        sampler
            .ShouldSample(
                new SamplingParameters(
                    parent,
                    parent == default ? ActivityTraceId.CreateRandom() : parent.TraceId,
                    "record CallRecorded",
                    ActivityKind.Internal,
                    [new(TelemetryNames.CallId, callId)]
                )
            )
            .Decision == SamplingDecision.RecordAndSample;
}
