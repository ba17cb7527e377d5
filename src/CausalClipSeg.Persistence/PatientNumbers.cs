using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Persistence;

/// <summary>
/// Which patient numbers are one person's by the merges that stand. A number leads into one other at most and no way leads in a circle, so that every number ends in one that
/// survives, in whatever order the merges came.
/// </summary>
public sealed class PatientNumbers
{
    private readonly List<PatientMerge> _merges;
    private readonly Dictionary<string, PatientMerge> _into;
    private readonly ILookup<string, PatientMerge> _from;

    private PatientNumbers(List<PatientMerge> merges) =>
        (_merges, _into, _from) = (merges, merges.ToDictionary(merge => merge.PriorKey), merges.ToLookup(merge => merge.SurvivingKey));

    /// <summary>Whoever decides about merges holds this lock, so that no two make a circle together.</summary>
    public static Task LockAsync(PipelineDbContext db, CancellationToken cancellationToken) => SubjectLock.TakeAsync(db, "patient numbers", cancellationToken);

    /// <summary>As far as the merges lead from these numbers; one statement where none does.</summary>
    public static async Task<PatientNumbers> OfAsync(PipelineDbContext db, IEnumerable<string?> numbers, CancellationToken cancellationToken)
    {
        var known = numbers.OfType<string>().Select(PatientMerge.KeyOf).Where(key => key.Length > 0).ToHashSet();
        var (merges, asked) = (new Dictionary<Guid, PatientMerge>(), known.ToList());
        while (asked.Count > 0)
        {
            var ends = asked;
            var found = await Standing(db).Where(m => ends.Contains(m.PriorKey) || ends.Contains(m.SurvivingKey)).ToListAsync(cancellationToken);
            found.ForEach(merge => merges.TryAdd(merge.Id, merge));
            asked = [.. found.SelectMany(merge => (string[])[merge.PriorKey, merge.SurvivingKey]).Where(known.Add)];
        }
        return new([.. merges.Values]);
    }

    public static async Task<PatientNumbers> AllAsync(PipelineDbContext db, CancellationToken cancellationToken) => new(await Standing(db).ToListAsync(cancellationToken));

    /// <summary>With one merge more, which is not yet saved.</summary>
    public PatientNumbers With(PatientMerge merge) => new([.. _merges, merge]);

    /// <summary>The number that the person has now, the same for all of the person's; of a person of one number, that number as it is.</summary>
    public string Surviving(string number) => _from[EndOf(number)].Select(merge => merge.Surviving).Min(StringComparer.Ordinal) ?? number;

    public bool AreOne(string number, string other) => EndOf(number) == EndOf(other);

    /// <summary>True where the first was merged into the second, be it by way of others.</summary>
    public bool LeadsTo(string number, string other) => Way(number).Any(merge => merge.SurvivingKey == PatientMerge.KeyOf(other));

    /// <summary>The merge of a number into another one; null where it stands for itself.</summary>
    public PatientMerge? MergeOf(string number) => _into.GetValueOrDefault(PatientMerge.KeyOf(number));

    /// <summary>Every number of the same person, in the ways in which they are looked for; of a person of one number, that number as it is.</summary>
    public IReadOnlyList<string> Of(string number) => [.. Written(number).SelectMany(PatientMerge.Forms).Prepend(number).Distinct()];

    /// <summary>The other numbers of the same person, as they were sent.</summary>
    public IReadOnlyList<string> OthersOf(string number) =>
        [.. Written(number).DistinctBy(PatientMerge.KeyOf).Where(other => PatientMerge.KeyOf(other) != PatientMerge.KeyOf(number))];

    /// <summary>From the number that survives on.</summary>
    private IEnumerable<string> Written(string number)
    {
        var ends = new Queue<string>([EndOf(number)]);
        while (ends.TryDequeue(out var end))
            foreach (var merge in _from[end])
            {
                yield return merge.Surviving;
                yield return merge.Prior;
                ends.Enqueue(merge.PriorKey);
            }
    }

    private string EndOf(string number) => Way(number).LastOrDefault()?.SurvivingKey ?? PatientMerge.KeyOf(number);

    private IEnumerable<PatientMerge> Way(string number)
    {
        for (var merge = MergeOf(number); merge is not null; merge = _into.GetValueOrDefault(merge.SurvivingKey))
            yield return merge;
    }

    private static IQueryable<PatientMerge> Standing(PipelineDbContext db) => db.PatientMerges.AsNoTracking().Where(m => m.TakenBackAt == null);
}
