using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CausalClipSeg.Persistence;

/// <summary>
/// A line for each case that has come to an end or to a person, once that is committed: whoever looks into the log sees that the service works. It holds the case's id and
/// nothing of the patient; the rest is with the case.
/// </summary>
internal sealed partial class CaseLog(ILogger<CaseLog> log)
{
    private static readonly CaseState[] OnTheWay = [.. CaseTransitions.Moving, CaseState.WaitingForImages, CaseState.WaitingForReport];

    /// <summary>What moves in this context from now on.</summary>
    public static IReadOnlyList<CaseEvent> Watch(PipelineDbContext db)
    {
        var moved = new List<CaseEvent>();
        db.ChangeTracker.Tracked += (_, tracked) =>
        {
            if (tracked is { FromQuery: false, Entry: { State: EntityState.Added, Entity: CaseEvent { LabelId: null } move } })
                moved.Add(move);
        };
        return moved;
    }

    public void Tell(IEnumerable<CaseEvent> committed)
    {
        foreach (var move in committed.Where(move => !OnTheWay.Contains(move.To)))
            Ended(move.CaseId, move.To);
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "Case {CaseId} is {State}")]
    private partial void Ended(Guid caseId, CaseState state);
}
