using CausalClipSeg.Dicom;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Reads a case with all that belongs to it.</summary>
internal sealed class CaseReader(PipelineStore store, InstanceStore instances, IOptions<LabelOptions> labelling)
{
    public async Task<CaseView?> FindAsync(Guid id, Visitor visitor, CancellationToken cancellation)
    {
        var view = await store.ReadAsync(db => ReadAsync(db, id, visitor, cancellation), cancellation).ConfigureAwait(false);
        return view is null || !visitor.SeesPatients ? view : view with { Patient = await PatientAsync(instances.Full(view.Image.FilePath)).ConfigureAwait(false) };
    }

    private async Task<CaseView?> ReadAsync(PipelineDbContext db, Guid id, Visitor visitor, CancellationToken cancellation)
    {
        var (withText, reader) = (visitor.SeesPatients, visitor.Reviews ? LabelOrigin.Pseudonym(visitor.Name, labelling.Value) : null);
        if (await db.Cases.SingleOrDefaultAsync(c => c.Id == id, cancellation).ConfigureAwait(false) is not { } found)
            return null;
        var image = await db.SourceImages.SingleAsync(i => i.SopInstanceUid == found.SopInstanceUid, cancellation).ConfigureAwait(false);
        return new CaseView
        {
            Case = found,
            Image = image,
            Study = await db.Studies.SingleAsync(s => s.StudyInstanceUid == image.StudyInstanceUid, cancellation).ConfigureAwait(false),
            Report = await db.ReportVersions.SingleAsync(r => r.Id == found.ReportVersionId, cancellation).ConfigureAwait(false),
            Findings = withText
                ? await db.Findings.Where(f => f.ReportVersionId == found.ReportVersionId).OrderBy(f => f.Ordinal).ToListAsync(cancellation).ConfigureAwait(false)
                : [],
            Segments = await db.Segments.Where(s => s.CaseId == id).OrderBy(s => s.Number)
                .Select(s => new SegmentView(s.Number, s.FindingId, s.Side, s.Zones, s.Sentence, s.ReferringText, s.Pixels, s.MeanProbability, s.Rows, s.Columns))
                .ToListAsync(cancellation).ConfigureAwait(false),
            Events = await db.CaseEvents.Where(e => e.CaseId == id).OrderBy(e => e.Id).ToListAsync(cancellation).ConfigureAwait(false),
            Attempts = await db.DeliveryAttempts.Where(a => a.CaseId == id).OrderBy(a => a.Id).ToListAsync(cancellation).ConfigureAwait(false),
            Revisions = await db.Cases.Where(c => c.SopInstanceUid == found.SopInstanceUid && c.ReportKey == found.ReportKey).OrderByDescending(c => c.Revision)
                .Select(c => new RevisionLine(c.Id, c.Revision, c.State, c.CreatedAt)).ToListAsync(cancellation).ConfigureAwait(false),
            Labels = await db.Labels.Where(l => l.CaseId == id).OrderBy(l => l.CreatedAt)
                .Select(l => new LabelLine(
                    l.Id, l.SegmentNumber, l.ReferringText, l.Verdict, l.Source, l.Role, l.CreatedAt,
                    new LabelStanding(l.SupersededById != null, l.TakenBackAt != null, l.StoredAt, l.RejectionSopInstanceUid, l.RejectedAt),
                    reader != null && l.Source == "review" && l.Reader == reader && l.Role == visitor.Role)).ToListAsync(cancellation).ConfigureAwait(false),
        };
    }

    private static async Task<PatientView?> PatientAsync(string path)
    {
        if (!File.Exists(path))
            return null;
        var dataset = (await DicomFiles.OpenAsync(path, FileReadOption.SkipLargeTags).ConfigureAwait(false)).Dataset;
        return new PatientView(
            Text(dataset, DicomTag.PatientName)?.Replace('^', ' ').Trim(), Text(dataset, DicomTag.PatientID), Text(dataset, DicomTag.PatientBirthDate),
            Text(dataset, DicomTag.PatientSex), Text(dataset, DicomTag.PatientAge));
    }

    private static string? Text(DicomDataset dataset, DicomTag tag) =>
        dataset.TryGetString(tag, out var value) && !string.IsNullOrWhiteSpace(value) ? value : null;
}
