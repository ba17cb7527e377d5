using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Matching;
using CausalClipSeg.Pipeline.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Consumers;

/// <summary>Two patient numbers are one person's, or are not after all: reports are matched again, and an exclusion of the person holds for all of the person's labels.</summary>
public sealed class PatientsReconciledConsumer(ExactlyOnce once, MergedPatients patients, LabelShelf labels) : IConsumer<PatientsReconciled>
{
    public Task Consume(ConsumeContext<PatientsReconciled> context) => once.RunAsync(MessageIdentity.Of(context, nameof(PatientsReconciled)), async db =>
    {
        var merge = await db.PatientMerges.AsNoTracking().SingleAsync(m => m.Id == context.Message.MergeId, context.CancellationToken).ConfigureAwait(false);
        await patients.LookAgainAsync(db, merge, context.CancellationToken).ConfigureAwait(false);
        await labels.ExcludeMergedAsync(db, merge, context.CancellationToken).ConfigureAwait(false);
    }, context.CancellationToken);
}

public sealed class PatientsReconciledConsumerDefinition(IOptions<BrokerOptions> broker) : PipelineConsumerDefinition<PatientsReconciledConsumer>(broker);
