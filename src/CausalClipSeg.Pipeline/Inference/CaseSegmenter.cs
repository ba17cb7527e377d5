using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Inference;

/// <summary>Image and sentences of a case -> masks at the size of the image, committed together with the request to deliver them.</summary>
public sealed class CaseSegmenter(PipelineStore store, ExactlyOnce once, ISegmenter segmenter, ShadowRunner shadow, InstanceStore instances, StageTelemetry stages, CrashPoints crash, TimeProvider clock)
{
    private const int MostBeginnings = 20; // as often as a quorum queue delivers a message by default

    public async Task SegmentAsync(SegmentationRequested message, MessageIdentity identity, CancellationToken cancellation)
    {
        using var stage = stages.Begin(Stage.Inference).AboutCase(message.CaseId);
        var work = await store.InTransactionAsync(db => BeginAsync(db, message.CaseId, cancellation), cancellation).ConfigureAwait(false);
        if (work is null)
        {
            await once.RunAsync(identity, _ => Task.CompletedTask, cancellation).ConfigureAwait(false);
            stage.Ends("not needed");
            return;
        }
        if (!(await CasePicture.ReadAsync(instances.Full(work.FilePath)).ConfigureAwait(false)).TryGet(out var picture, out var refusal))
        {
            await ParkAsync(message, identity, refusal.Reason, cancellation).ConfigureAwait(false);
            stage.Ends("parked");
            return;
        }
        var sentences = work.Sentences.Distinct().ToList();
        Segmentation segmentation;
        try
        {
            segmentation = await crash.During(CrashPoints.DuringInference, segmenter.SegmentAsync(picture.Image, sentences, cancellation)).ConfigureAwait(false);
        }
        catch (Exception unanswered) when (unanswered is DeviceMemoryException or AnswerNotFiniteException)
        {
            await ParkAsync(message, identity, unanswered.Message, cancellation).ConfigureAwait(false);
            stage.Ends("parked");
            return;
        }
        if (segmentation.Maps.Any(map => map.WordsLost))
        {
            await ParkAsync(message, identity,
                $"The model {segmentation.Model.Name} {segmentation.Model.Version} reads fewer words than the case's sentence has. The last ones, often a side, had no part in its answer; "
                + "the answer is not used. Put a model in charge that reads whole sentences (wordLength in its bundle.json).", cancellation).ConfigureAwait(false);
            stage.Ends("parked");
            return;
        }
        var answer = CaseAnswer.Of(segmentation, sentences, picture);
        await once.RunAsync(identity, db => CommitAsync(db, message, answer, cancellation), cancellation).ConfigureAwait(false);
        stage.Ends(answer.FindsNothing ? "negative" : "segmented");
        shadow.Offer(new AnsweredCase(message.CaseId, picture.Image, () =>
            [.. work.Sentences.Select((sentence, i) => (i + 1, sentence, segmentation.Maps[sentences.IndexOf(sentence)].Threshold(segmentation.Threshold).Pixels))]));
    }

    /// <returns>Null when the case needs no network (any more); a case whose worker died while segmenting is taken up again.</returns>
    private async Task<Work?> BeginAsync(PipelineDbContext db, Guid caseId, CancellationToken cancellation)
    {
        var begun = await db.Cases.SingleAsync(c => c.Id == caseId, cancellation).ConfigureAwait(false);
        if (begun.State == CaseState.Ready)
            begun.MoveTo(CaseState.Segmenting, "The network is asked.", clock.GetUtcNow());
        else if (begun.State == CaseState.Segmenting)
            await BeginAgainAsync(db, begun, cancellation).ConfigureAwait(false);
        if (begun.State != CaseState.Segmenting)
            return null;
        var path = await db.SourceImages.Where(i => i.SopInstanceUid == begun.SopInstanceUid).Select(i => i.FilePath).SingleAsync(cancellation).ConfigureAwait(false);
        var sentences = await db.Segments.Where(s => s.CaseId == caseId).OrderBy(s => s.Number).Select(s => s.ReferringText)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return new Work(path, sentences);
    }

    /// <summary>A case on which worker after worker ends, as where native code dies of it, must not end them for ever.</summary>
    private async Task BeginAgainAsync(PipelineDbContext db, SegmentationCase begun, CancellationToken cancellation)
    {
        var history = await db.CaseEvents.Where(e => e.CaseId == begun.Id).OrderByDescending(e => e.Id).Select(e => e.To).Take(MostBeginnings).ToListAsync(cancellation).ConfigureAwait(false);
        if (history.TakeWhile(to => to == CaseState.Segmenting).Count() < MostBeginnings)
            begun.BeginAgain("Whoever asked the network before did not come to an end; it is asked again.", clock.GetUtcNow());
        else
            begun.MoveTo(CaseState.Failed, $"{MostBeginnings} times somebody asked the network and did not come to an end. Look into the system's log for what ended the process (out of memory, "
                + "a signal), have the image segmented by hand, then retry the case or drop it.", clock.GetUtcNow());
    }

    private Task ParkAsync(SegmentationRequested message, MessageIdentity identity, string reason, CancellationToken cancellation) =>
        once.RunAsync(identity, async db =>
        {
            var parked = await db.Cases.SingleAsync(c => c.Id == message.CaseId, cancellation).ConfigureAwait(false);
            if (parked.State == CaseState.Segmenting)
                parked.MoveTo(CaseState.Parked, reason, clock.GetUtcNow());
        }, cancellation);

    private async Task CommitAsync(PipelineDbContext db, SegmentationRequested message, CaseAnswer answer, CancellationToken cancellation)
    {
        var done = await db.Cases.SingleAsync(c => c.Id == message.CaseId, cancellation).ConfigureAwait(false);
        if (done.State != CaseState.Segmenting)
            return;
        var now = clock.GetUtcNow();
        var segments = await db.Segments.Where(s => s.CaseId == message.CaseId).ToListAsync(cancellation).ConfigureAwait(false);
        answer.WriteTo(done, segments, now);
        if (!await db.CaseMeasures.AnyAsync(m => m.CaseId == done.Id, cancellation).ConfigureAwait(false))
            db.CaseMeasures.Add(answer.MeasureOf(done.Id, segments, now));
        if (segments.TrueForAll(s => s.Pixels == 0))
        {
            done.MoveTo(CaseState.Negative, "The network finds nothing where the report's sentences point; a reader should look.", now);
            return;
        }
        done.MoveTo(CaseState.Delivering, "The masks are computed.", now);
        db.Enqueue(new SegmentationCreated(done.Id), done.Id.ToString(), now);
    }

    private sealed record Work(string FilePath, IReadOnlyList<string> Sentences);
}
