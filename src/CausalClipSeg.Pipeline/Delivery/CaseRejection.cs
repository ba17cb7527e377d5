using System.Diagnostics;
using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.KeyObjects;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>
/// A SEG in the archive that no longer stands is rejected by a Key Object Selection (IHE RAD, Imaging Object Change Management), where the site's archive honours
/// those (Pacs:RejectionNotes). Elsewhere the case's state in our records says it.
/// </summary>
public sealed class CaseRejection(PipelineStore store, ExactlyOnce once, RejectionNotes notes, Destination destination, DeliveryRecord record)
{
    public async Task RejectAsync(SegmentationWithdrawn message, MessageIdentity identity, CancellationToken cancellation)
    {
        var result = await store.ReadAsync(db => CaseResult.LoadAsync(db, message.CaseId, cancellation), cancellation).ConfigureAwait(false);
        if (!notes.AreWanted || result.Case.RejectedAt is not null)
        {
            await once.RunAsync(identity, _ => Task.CompletedTask, cancellation).ConfigureAwait(false);
            return;
        }
        if (destination.Wait() is var pause && pause > TimeSpan.Zero)
        {
            await once.RunAsync(identity, db => notes.LaterAsync(db, message, pause), cancellation).ConfigureAwait(false);
            return;
        }
        var note = await notes.WriteAsync(result, message, cancellation).ConfigureAwait(false);
        var watch = Stopwatch.StartNew();
        var outcome = await destination.StoreAsync(note, cancellation).ConfigureAwait(false);
        await once.RunAsync(identity, db =>
        {
            record.AddAttempt(db, message.CaseId, outcome, watch.Elapsed, notes.Now);
            return notes.RecordAsync(db, message, note, outcome, cancellation);
        }, cancellation).ConfigureAwait(false);
    }
}

/// <summary>The Key Objects themselves, and what became of them.</summary>
public sealed class RejectionNotes(InstanceStore instances, Destination destination, DestinationBreakers schedule, IOptions<PacsOptions> options, IOptions<IntakeOptions> site, TimeProvider clock)
{
    public bool AreWanted => options.Value.RejectionNotes;

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<DicomFile> WriteAsync(CaseResult result, SegmentationWithdrawn message, CancellationToken cancellation)
    {
        var segmentation = await DicomFile.OpenAsync(instances.Full(instances.ResultPath(message.SegSopInstanceUid)), FileReadOption.SkipLargeTags).ConfigureAwait(false);
        var note = RejectionNote.Build(segmentation.Dataset, new RejectionContent
        {
            SopInstanceUid = DerivedUid.Create("rejection", message.SegSopInstanceUid),
            SeriesInstanceUid = DerivedUid.Create("rejection-series", message.SegSopInstanceUid),
            Reason = result.Case.State == CaseState.Withdrawn ? RejectionReason.PatientSafety : RejectionReason.Quality,
            Description = message.Reason,
            Equipment = SegmentationWriter.Equipment(result.Case.WeightsSha256 ?? ""),
            ContentTime = site.Value.Local(result.Case.UpdatedAt),
        });
        await instances.WriteResultAsync(note, cancellation).ConfigureAwait(false);
        return note;
    }

    public Task LaterAsync(PipelineDbContext db, SegmentationWithdrawn message, TimeSpan pause)
    {
        db.Enqueue(message, message.CaseId.ToString(), Now, notBefore: Now + pause * (1 + Random.Shared.NextDouble()), destination.Name);
        return Task.CompletedTask;
    }

    public async Task RecordAsync(PipelineDbContext db, SegmentationWithdrawn message, DicomFile note, DeliveryOutcome outcome, CancellationToken cancellation)
    {
        var current = await db.Cases.SingleAsync(c => c.Id == message.CaseId, cancellation).ConfigureAwait(false);
        if (outcome.Kind == DeliveryKind.Stored)
            current.Reject(note.Dataset.GetSingleValue<string>(DicomTag.SOPInstanceUID), Now);
        else if (outcome.Kind == DeliveryKind.Transient)
            await LaterAsync(db, message, schedule.Pause(1)).ConfigureAwait(false);
    }
}
