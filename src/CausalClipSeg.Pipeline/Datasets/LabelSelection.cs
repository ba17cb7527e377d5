using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Datasets;

/// <summary>A label with what a data set needs to know of its image.</summary>
internal sealed record SelectedLabel(LabelRecord Label, string FilePath, string ContentHash, string? Device, string? Sex, int? Age, string Patient);

/// <summary>The labels that may be used, and how many stay out for which reason.</summary>
internal sealed record Selection(IReadOnlyList<SelectedLabel> Labels, IReadOnlyDictionary<string, int> LeftOut);

/// <summary>Chooses the labels of a data set by the stated rule: in force, with a sentence, of a report that stands, usable for the purpose, not in dispute.</summary>
public sealed class LabelSelection(IOptions<DatasetOptions> options)
{
    private const string Disagree = "readers disagree";

    /// <summary>The rule as people read it; it goes into every snapshot.</summary>
    public string Rule => $"Labels in force with a sentence, not excluded, whose report is neither withdrawn nor corrected otherwise; for {options.Value.Purpose.ToString().ToLowerInvariant()}; "
        + (options.Value.Sites.Count == 0 ? "all sites; " : $"sites {string.Join(", ", options.Value.Sites)}; ")
        + FormattableString.Invariant($"of several readers the latest, none where they agree less than Dice {options.Value.MinimumAgreement}, or where one calls the mask wrong-sided.");

    internal async Task<Selection> SelectAsync(PipelineDbContext db, CancellationToken cancellation)
    {
        var rows = await db.Labels.Where(l => l.SupersededById == null)
            .Join(db.SourceImages, l => l.SopInstanceUid, i => i.SopInstanceUid, (l, i) => new { l, i })
            .Join(db.Studies, pair => pair.i.StudyInstanceUid, s => s.StudyInstanceUid,
                (pair, s) => new SelectedLabel(
                    pair.l, pair.i.FilePath, pair.i.ContentHash, pair.i.Device, pair.i.PatientSex, pair.i.PatientAge, s.ImportedPatient ?? s.PatientId ?? s.StudyInstanceUid))
            .ToListAsync(cancellation).ConfigureAwait(false);
        var people = await PatientNumbers.AllAsync(db, cancellation).ConfigureAwait(false);
        rows = rows.ConvertAll(row => row with { Patient = people.Surviving(row.Patient) });
        var gone = await WithdrawnAsync(db, rows, cancellation).ConfigureAwait(false);
        var leftOut = new Dictionary<string, int>();
        var usable = rows.Where(row => WhyNot(row.Label, gone) is not { } reason || !Count(leftOut, reason, 1)).ToList();
        var chosen = usable.GroupBy(row => (row.Label.SopInstanceUid, row.Label.ReferringText)).Select(said => Undisputed([.. said], leftOut))
            .SelectMany(said => said.GroupBy(row => row.Label.Verdict == LabelVerdict.WrongSide))
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

    /// <summary>Without the masks that one reader takes for the lesion and another calls wrong-sided.</summary>
    private List<SelectedLabel> Undisputed(List<SelectedLabel> said, Dictionary<string, int> leftOut)
    {
        var wrong = said.Where(row => row.Label.Verdict == LabelVerdict.WrongSide).ToList();
        var disputed = said.Except(wrong).Where(row => wrong.Exists(other => IsOne(row.Label, other.Label))).ToList();
        if (disputed.Count == 0)
            return said;
        disputed.AddRange(wrong.Where(row => disputed.Exists(other => IsOne(row.Label, other.Label))));
        Count(leftOut, Disagree, disputed.Count);
        return [.. said.Except(disputed)];
    }

    /// <summary>The same lesion, as far as masks can tell; an empty mask is none.</summary>
    private bool IsOne(LabelRecord a, LabelRecord b) => a.Verdict != LabelVerdict.Rejected && Dice(a, b) >= options.Value.MinimumAgreement;

    private IEnumerable<SelectedLabel> OfSeveral(IReadOnlyList<SelectedLabel> readers, Dictionary<string, int> leftOut)
    {
        if (readers.Count == 1)
            return readers;
        var disputed = readers.SelectMany((a, i) => readers.Skip(i + 1).Select(b => Dice(a.Label, b.Label))).Any(dice => dice < options.Value.MinimumAgreement);
        Count(leftOut, disputed ? Disagree : "another reader's later label is used", disputed ? readers.Count : readers.Count - 1);
        return disputed ? [] : [readers[^1]];
    }

    private static bool Count(Dictionary<string, int> counts, string reason, int more)
    {
        counts[reason] = counts.GetValueOrDefault(reason) + more;
        return true;
    }

    private static double Dice(LabelRecord a, LabelRecord b) => a.Rows == b.Rows && a.Columns == b.Columns ? MaskBlob.Dice(a.Mask, b.Mask, a.Rows, a.Columns) : 0;
}
