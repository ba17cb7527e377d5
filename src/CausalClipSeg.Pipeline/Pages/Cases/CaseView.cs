using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Labels;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Everything that is known of a case, for whoever looks at it.</summary>
public sealed record CaseView
{
    public required SegmentationCase Case { get; init; }

    public required SourceImage Image { get; init; }

    public required Study Study { get; init; }

    /// <summary>Without its text for those who may not see patient data.</summary>
    public required ReportVersion Report { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    public required IReadOnlyList<SegmentView> Segments { get; init; }

    public required IReadOnlyList<CaseEvent> Events { get; init; }

    public required IReadOnlyList<DeliveryAttempt> Attempts { get; init; }

    /// <summary>All cases of this image under this report, the newest first.</summary>
    public required IReadOnlyList<RevisionLine> Revisions { get; init; }

    /// <summary>What reviewers have said so far.</summary>
    public required IReadOnlyList<LabelLine> Labels { get; init; }

    public PatientView? Patient { get; init; }

    /// <summary>The words that stand: neither replaced by their reader nor taken back.</summary>
    public IEnumerable<LabelLine> Said => Labels.Where(l => l.Standing.Stands);

    /// <summary>A reader calls the stored result wrong, and it still stands.</summary>
    public bool IsRejected => Case.State == CaseState.Delivered && Said.Any(l => ReviewStandings.IsAgainst(l.Verdict));

    public bool HasMasks => Segments.Any(s => s.Pixels > 0);
}

/// <summary>A segment without its mask, which the browser fetches when it draws it.</summary>
public sealed record SegmentView(
    int Number, string FindingId, string Side, string Zones, string Sentence, string ReferringText, int Pixels, double MeanProbability, int Rows, int Columns)
{
    public string Name => $"{Words.Finding(FindingId)}, {Words.Side(Side)}";
}

/// <summary>Another case of the same image and report.</summary>
public sealed record RevisionLine(Guid Id, int Revision, CaseState State, DateTimeOffset CreatedAt);

/// <summary>A label that a person has given on this case.</summary>
/// <param name="IsMine">Given by the visitor who looks.</param>
public sealed record LabelLine(
    Guid Id, int SegmentNumber, string? ReferringText, LabelVerdict Verdict, string Source, string Role, DateTimeOffset CreatedAt, LabelStanding Standing, bool IsMine);

/// <summary>Who the patient is, read from the radiograph itself; never in a log, never for those who may not see it.</summary>
public sealed record PatientView(string? Name, string? Id, string? BirthDate, string? Sex, string? Age);
