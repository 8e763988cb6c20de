using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;

namespace CallEvents.ServiceDefaults.Diagnostics;

/// <summary>
/// Samples by ratio as <c>OTEL_TRACES_SAMPLER</c> asks, but keeps or drops a call with all its events: each event has a trace of its own,
/// and half of a call explains little. Decided by the call's id; other traces are decided by their own.
/// </summary>
internal sealed class CallSampler(double ratio) : Sampler
{
    private readonly TraceIdRatioBasedSampler others = new(ratio);

    /// <summary>The sampler for the standard variables; null where OpenTelemetry's own does as they say.</summary>
    public static Sampler? From(IConfiguration settings)
    {
        var isRatioValid =
            double.TryParse(settings["OTEL_TRACES_SAMPLER_ARG"], NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio)
            && ratio is >= 0 and <= 1;

        // The spans within a call's trace follow its first: few of them know the call when they start.
        return settings["OTEL_TRACES_SAMPLER"]?.Trim().ToLowerInvariant() is "traceidratio" or "parentbased_traceidratio"
            ? new ParentBasedSampler(new CallSampler(isRatioValid ? ratio : 1))
            : null;
    }

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        foreach (var tag in samplingParameters.Tags ?? [])
        {
            if (tag is { Key: TelemetryNames.CallId, Value: string callId })
                return new SamplingResult(Share(callId) < ratio);
        }

        return others.ShouldSample(samplingParameters);
    }

    /// <summary>A number from 0 up to 1, the same for the same call, and evenly spread.</summary>
    private static double Share(string callId) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(callId))) / (uint.MaxValue + 1.0);
}
