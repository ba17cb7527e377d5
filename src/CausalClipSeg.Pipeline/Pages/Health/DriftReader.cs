using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Whether the newest cases look as those before them did: what reports ask, what the network finds, how sure it is.</summary>
internal static class DriftReader
{
    private const int Recent = 200;
    private const int Reference = 1000;

    /// <summary>Population stability index from which a shift is called large in the literature.</summary>
    private const double Alarm = 0.25;

    public static async Task<IReadOnlyList<DriftLine>> ReadAsync(PipelineDbContext db, CancellationToken cancellation)
    {
        var cases = await db.Cases.OrderByDescending(c => c.Id).Take(Recent + Reference).Select(c => new { c.Id, c.State, Asked = c.SegmentedAt != null })
            .ToListAsync(cancellation).ConfigureAwait(false);
        var segments = (await db.Segments.OrderByDescending(s => s.CaseId).Take(2 * (Recent + Reference)).Select(s => new { s.CaseId, s.Pixels, s.MeanProbability, s.Rows, s.Columns })
            .ToListAsync(cancellation).ConfigureAwait(false)).ToLookup(s => s.CaseId);
        var (recent, reference) = (cases.Take(Recent).ToList(), cases.Skip(Recent).ToList());
        if (reference.Count < Recent)
            return [];
        var answered = (List<Guid> ids) => ids.SelectMany(id => segments[id]).Where(s => s.Rows > 0).ToList();
        var (new_, old) = (answered(recent.ConvertAll(c => c.Id)), answered(reference.ConvertAll(c => c.Id)));
        return
        [
            Share("asked of the network", recent.Count(c => c.Asked) / (double)recent.Count, reference.Count(c => c.Asked) / (double)reference.Count),
            Values("mean probability inside masks", new_.Where(s => s.Pixels > 0).Select(s => s.MeanProbability), old.Where(s => s.Pixels > 0).Select(s => s.MeanProbability)),
            Values("share of the picture", new_.Select(s => (double)s.Pixels / (s.Rows * s.Columns)), old.Select(s => (double)s.Pixels / (s.Rows * s.Columns))),
        ];
    }

    private static DriftLine Share(string measure, double recent, double reference)
    {
        var psi = Term(recent, reference) + Term(1 - recent, 1 - reference);
        return new DriftLine(measure, reference, recent, psi, psi >= Alarm);
    }

    /// <summary>Ten bins of equal count in the reference.</summary>
    private static DriftLine Values(string measure, IEnumerable<double> recent, IEnumerable<double> reference)
    {
        var (now, before) = (recent.Order().ToArray(), reference.Order().ToArray());
        if (now.Length == 0 || before.Length == 0)
            return new DriftLine(measure, before.DefaultIfEmpty().Average(), now.DefaultIfEmpty().Average(), null, false);
        var edges = Enumerable.Range(1, 9).Select(i => before[i * before.Length / 10]).ToArray();
        var (p, q) = (Shares(now, edges), Shares(before, edges));
        var psi = p.Zip(q, Term).Sum();
        return new DriftLine(measure, before.Average(), now.Average(), psi, psi >= Alarm);
    }

    private static double[] Shares(double[] values, double[] edges)
    {
        var counts = new double[edges.Length + 1];
        foreach (var value in values)
            counts[edges.Count(edge => value > edge)]++;
        return Array.ConvertAll(counts, count => count / values.Length);
    }

    private static double Term(double p, double q)
    {
        (p, q) = (Math.Max(p, 1e-3), Math.Max(q, 1e-3));
        return (p - q) * Math.Log(p / q);
    }
}
