using System.Diagnostics;
using OpenTelemetry.Trace;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>
/// Begins a trace where something arrives or is announced, for the share that the site wants. What has no such beginning (the second's look into the outbox, a
/// gauge that reads the database) tells nothing and would bury the rest.
/// </summary>
internal sealed class ArrivalSampler(double share) : Sampler
{
    private readonly TraceIdRatioBasedSampler _share = new(share);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Kind is ActivityKind.Server or ActivityKind.Consumer or ActivityKind.Producer
            ? _share.ShouldSample(samplingParameters)
            : new SamplingResult(SamplingDecision.Drop);
}
