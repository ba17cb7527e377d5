using System.Diagnostics;
using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.KeyObjects;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>A SEG that we have stored and that does not stand, and why.</summary>
/// <param name="Description">Without anything about the patient.</param>
/// <param name="At">Since when it does not stand.</param>
public sealed record RejectedSegmentation(string SopInstanceUid, RejectionReason Reason, string Description, string? WeightsSha256, DateTimeOffset At)
{
    /// <summary>Whose result was withdrawn, that is a matter of safety; what was replaced is one of quality.</summary>
    public static RejectionReason ReasonOf(SegmentationCase ended) => ended.State == CaseState.Withdrawn ? RejectionReason.PatientSafety : RejectionReason.Quality;
}

/// <summary>What the archive answered to a rejection note.</summary>
/// <param name="Outcome">Null where it was not asked.</param>
/// <param name="Pause">After which it is to be told again; null where nothing is left to say.</param>
public sealed record ToldOfRejection(string SopInstanceUid, DeliveryOutcome? Outcome, TimeSpan Took, TimeSpan? Pause)
{
    public bool IsStored => Outcome?.Kind == DeliveryKind.Stored;
}

/// <summary>
/// The Key Objects by which the archive is told that a SEG does not stand, of a case or of a person. Their UIDs derive from the SEG's, so that another attempt
/// stores the same object.
/// </summary>
public sealed class RejectionNotes(InstanceStore instances, Destination destination, DestinationBreakers schedule, IOptions<PacsOptions> options, IOptions<IntakeOptions> site, TimeProvider clock)
{
    public bool AreWanted => options.Value.RejectionNotes;

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<ToldOfRejection> SendAsync(RejectedSegmentation rejected, CancellationToken cancellation)
    {
        var uid = ReviewUids.RejectionOf(rejected.SopInstanceUid);
        if (destination.Wait() is { Ticks: > 0 } wait)
            return new ToldOfRejection(uid, null, TimeSpan.Zero, wait * (1 + Random.Shared.NextDouble()));
        var note = await WriteAsync(rejected, uid, cancellation).ConfigureAwait(false);
        var watch = Stopwatch.StartNew();
        var outcome = await destination.StoreAsync(note, cancellation).ConfigureAwait(false);
        return new ToldOfRejection(uid, outcome, watch.Elapsed, outcome.Kind == DeliveryKind.Transient ? schedule.Pause(1) * (1 + Random.Shared.NextDouble()) : null);
    }

    /// <summary>The message that asked for it comes again, where the archive was away.</summary>
    public void Again<TMessage>(PipelineDbContext db, TMessage message, Guid about, ToldOfRejection told)
        where TMessage : class
    {
        if (told.Pause is { } pause)
            db.Enqueue(message, about.ToString(), Now, notBefore: Now + pause, destination.Name);
    }

    private async Task<DicomFile> WriteAsync(RejectedSegmentation rejected, string uid, CancellationToken cancellation)
    {
        var segmentation = await DicomFiles.OpenAsync(instances.Full(instances.ResultPath(rejected.SopInstanceUid)), FileReadOption.SkipLargeTags).ConfigureAwait(false);
        var note = RejectionNote.Build(segmentation.Dataset, new RejectionContent
        {
            SopInstanceUid = uid,
            SeriesInstanceUid = DerivedUid.Create("rejection-series", rejected.SopInstanceUid),
            Reason = rejected.Reason,
            Description = rejected.Description,
            Equipment = SegmentationWriter.Equipment(rejected.WeightsSha256 ?? ""),
            ContentTime = site.Value.Local(rejected.At),
        });
        await instances.WriteResultAsync(note, cancellation).ConfigureAwait(false);
        return note;
    }
}
