using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Drift;

/// <summary>
/// How readers judge the champion's answers: the first reviewed cases against the latest full block of those after them. Blocks do not overlap, so that looking
/// often changes nothing: of unchanged blocks, Drift:FalseAlarmRate of them raise an alarm, shared by the two tests.
/// </summary>
public sealed record ReviewDrift
{
    public const string Corrected = "corrected", ReaderDice = "reader-dice";

    public required Guid ModelId { get; init; }
    public required int ReferenceCases { get; init; }
    public required int RecentCases { get; init; }

    /// <summary>The cases in which something was rejected, redrawn or on the wrong side, and their share.</summary>
    public required int ReferenceCorrected { get; init; }
    public required int RecentCorrected { get; init; }
    public double ReferenceShare => ReferenceCorrected / (double)ReferenceCases;
    public double RecentShare => RecentCorrected / (double)RecentCases;

    /// <summary>Mean Dice of our masks against the readers'.</summary>
    public required double ReferenceDice { get; init; }
    public required double RecentDice { get; init; }

    /// <summary>Chance of so many corrections, and of so low a Dice, if nothing has changed.</summary>
    public required double ShareChance { get; init; }
    public required double DiceChance { get; init; }

    /// <summary>The two measures' stability indices, which are recorded beside the verdicts.</summary>
    public required double SharePsi { get; init; }
    public required double DicePsi { get; init; }

    /// <returns>Null while there is no full block.</returns>
    internal static async Task<ReviewDrift?> ReadAsync(PipelineDbContext db, DriftOptions settings, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await Champion.FindAsync(db, cancellation).ConfigureAwait(false) is not { PromotedAt: { } since } champion)
            return null;
        var cases = await ReviewedCase.ListAsync(db, champion, since, now, cancellation).ConfigureAwait(false);
        var blocks = (cases.Count - settings.ReferenceReviews) / settings.RecentReviews;
        if (blocks < 1)
            return null;
        var reference = await ReviewedCase.ReadAsync(db, champion, since, now, cases[..settings.ReferenceReviews], cancellation).ConfigureAwait(false);
        var recent = await ReviewedCase.ReadAsync(
            db, champion, since, now, cases.GetRange(settings.ReferenceReviews + ((blocks - 1) * settings.RecentReviews), settings.RecentReviews), cancellation).ConfigureAwait(false);
        // A word that is taken back between two questions moves the blocks: the next look has whole ones.
        return reference.Count < settings.ReferenceReviews || recent.Count < settings.RecentReviews ? null : Of(champion.Id, reference, recent);
    }

    internal static ReviewDrift Of(Guid model, List<ReviewedCase> reference, List<ReviewedCase> recent)
    {
        double[] before = [.. reference.Select(c => c.Dice)], now = [.. recent.Select(c => c.Dice)];
        int corrected = reference.Count(c => c.IsCorrected), correctedNow = recent.Count(c => c.IsCorrected);
        return new ReviewDrift
        {
            ModelId = model, ReferenceCases = reference.Count, RecentCases = recent.Count,
            ReferenceCorrected = corrected, RecentCorrected = correctedNow,
            ReferenceDice = before.Average(), RecentDice = now.Average(),
            ShareChance = TwoWindows.MoreOften(corrected, reference.Count, correctedNow, recent.Count), DiceChance = TwoWindows.LowerMean(before, now),
            SharePsi = StabilityIndex.OfNames([.. reference.Select(Name)], [.. recent.Select(Name)]), DicePsi = StabilityIndex.OfNumbers(before, now),
        };

        static string Name(ReviewedCase reviewed) => reviewed.IsCorrected ? "corrected" : "kept";
    }

    /// <summary>What is recorded of it; each of the two tests has half of the rate.</summary>
    internal IEnumerable<DriftReading> Readings(double falseAlarmRate, DateTimeOffset at)
    {
        yield return new DriftReading
        {
            At = at, Measure = Corrected, Psi = SharePsi, ReferenceCases = ReferenceCases, RecentCases = RecentCases, Alarm = ShareChance <= falseAlarmRate / 2,
            ReferenceCorrected = ReferenceCorrected, RecentCorrected = RecentCorrected, Chance = ShareChance,
        };
        yield return new DriftReading
        {
            At = at, Measure = ReaderDice, Psi = DicePsi, ReferenceCases = ReferenceCases, RecentCases = RecentCases, Alarm = DiceChance <= falseAlarmRate / 2,
            ReferenceDice = ReferenceDice, RecentDice = RecentDice, Chance = DiceChance,
        };
    }
}
