using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Datasets;

/// <summary>A label with what a data set needs to know of its image.</summary>
internal sealed record SelectedLabel(LabelRecord Label, string FilePath, string ContentHash, string? Device, string Patient);

/// <summary>The labels that may be used, and how many stay out for which reason.</summary>
internal sealed record Selection(IReadOnlyList<SelectedLabel> Labels, IReadOnlyDictionary<string, int> LeftOut);

/// <summary>Chooses the labels of a data set by the stated rule: in force, with a sentence, of a report that stands, usable for the purpose, not in dispute.</summary>
public sealed class LabelSelection(IOptions<DatasetOptions> options)
{
    /// <summary>The rule as people read it; it goes into every snapshot.</summary>
    public string Rule => $"Labels in force with a sentence, not excluded, whose report is neither withdrawn nor corrected otherwise; for {options.Value.Purpose.ToString().ToLowerInvariant()}; "
        + (options.Value.Sites.Count == 0 ? "all sites; " : $"sites {string.Join(", ", options.Value.Sites)}; ")
        + FormattableString.Invariant($"of several readers the latest, none where they agree less than Dice {options.Value.MinimumAgreement}.");

    internal async Task<Selection> SelectAsync(PipelineDbContext db, CancellationToken cancellation)
    {
        var rows = await db.Labels.Where(l => l.SupersededById == null)
            .Join(db.SourceImages, l => l.SopInstanceUid, i => i.SopInstanceUid, (l, i) => new { l, i })
            .Join(db.Studies, pair => pair.i.StudyInstanceUid, s => s.StudyInstanceUid,
                (pair, s) => new SelectedLabel(pair.l, pair.i.FilePath, pair.i.ContentHash, pair.i.Device, s.ImportedPatient ?? s.PatientId ?? s.StudyInstanceUid))
            .ToListAsync(cancellation).ConfigureAwait(false);
        var gone = await WithdrawnAsync(db, rows, cancellation).ConfigureAwait(false);
        var leftOut = new Dictionary<string, int>();
        var usable = rows.Where(row => WhyNot(row.Label, gone) is not { } reason || !Count(leftOut, reason, 1)).ToList();
        var chosen = usable.GroupBy(row => (row.Label.SopInstanceUid, row.Label.ReferringText, row.Label.Verdict == LabelVerdict.WrongSide))
            .SelectMany(readers => OfSeveral([.. readers.OrderBy(row => row.Label.CreatedAt).ThenBy(row => row.Label.Id)], leftOut)).ToList();
        return new Selection(chosen, leftOut);
    }

    private string? WhyNot(LabelRecord label, HashSet<Guid> gone) =>
        label.ExcludedAt is not null ? "excluded" :
        label.ReferringText is null ? "no sentence" :
        label.Use == LabelUse.None || (label.Use == LabelUse.Research && options.Value.Purpose == DatasetPurpose.Service) ? "not for this use" :
        options.Value.Sites.Count > 0 && !options.Value.Sites.Contains(label.Site ?? "") ? "other site" :
        gone.Contains(label.Id) ? "report withdrawn or corrected" : null;

    /// <summary>The labels whose report was withdrawn, or corrected so that it does not say their sentence any more.</summary>
    private static async Task<HashSet<Guid>> WithdrawnAsync(PipelineDbContext db, List<SelectedLabel> rows, CancellationToken cancellation)
    {
        var ids = rows.Where(row => row.Label.CaseId is not null).Select(row => row.Label.CaseId).Distinct().ToList();
        var over = await db.Cases.Where(c => (c.State == CaseState.Withdrawn || c.State == CaseState.Superseded) && ids.Contains(c.Id))
            .Select(c => new { c.Id, c.State, c.SopInstanceUid, c.ReportKey }).ToDictionaryAsync(c => c.Id, cancellation).ConfigureAwait(false);
        var gone = new HashSet<Guid>();
        foreach (var label in rows.Select(row => row.Label).Where(label => label.CaseId is { } id && over.ContainsKey(id)))
        {
            var found = over[label.CaseId ?? Guid.Empty];
            var stands = found.State == CaseState.Superseded && await db.Cases
                .Where(c => c.SopInstanceUid == found.SopInstanceUid && c.ReportKey == found.ReportKey && c.State != CaseState.Withdrawn && c.State != CaseState.Superseded)
                .AnyAsync(c => db.Segments.Any(s => s.CaseId == c.Id && s.ReferringText == label.ReferringText), cancellation).ConfigureAwait(false);
            if (!stands)
                gone.Add(label.Id);
        }
        return gone;
    }

    private IEnumerable<SelectedLabel> OfSeveral(IReadOnlyList<SelectedLabel> readers, Dictionary<string, int> leftOut)
    {
        if (readers.Count == 1)
            return readers;
        var masks = readers.Select(reader => MaskBlob.Unpack(reader.Label.Mask, reader.Label.Rows, reader.Label.Columns)).ToList();
        var disputed = masks.SelectMany((a, i) => masks.Skip(i + 1).Select(b => Dice(a, b))).Any(dice => dice < options.Value.MinimumAgreement);
        Count(leftOut, disputed ? "readers disagree" : "another reader's later label is used", disputed ? readers.Count : readers.Count - 1);
        return disputed ? [] : [readers[^1]];
    }

    private static bool Count(Dictionary<string, int> counts, string reason, int more)
    {
        counts[reason] = counts.GetValueOrDefault(reason) + more;
        return true;
    }

    private static double Dice(byte[] a, byte[] b)
    {
        if (a.Length != b.Length)
            return 0;
        long both = 0, sum = 0;
        for (var i = 0; i < a.Length; i++)
        {
            both += a[i] & b[i];
            sum += a[i] + b[i];
        }
        return sum == 0 ? 1 : 2.0 * both / sum;
    }
}
