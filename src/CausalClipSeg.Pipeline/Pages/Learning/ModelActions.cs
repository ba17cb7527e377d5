using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Evaluation;
using CausalClipSeg.Pipeline.Promotion;
using CausalClipSeg.Pipeline.Retraining;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>
/// What may be done with models, whichever door the wish comes through: the page's forms and the HTTP API, which the command line's verbs also use against a
/// running service. Each answers null, or the sentence why not.
/// </summary>
internal sealed class ModelActions(PromotionDesk desk, Evaluations evaluations, TrainingRuns runs)
{
    /// <summary>The actions that take a model, as the addresses of page and API name them.</summary>
    public static readonly IReadOnlyList<string> OnOne = ["promote", "shadow", "reject", "evaluate"];

    /// <summary>What the page offers for a model in its state, and what it asks before.</summary>
    /// <param name="hasPassed">The gate let it pass and somebody is to say whether it takes over.</param>
    public static IReadOnlyList<(string Action, string Text, string Question)> For(ModelRecord model, bool hasPassed) => model.State switch
    {
        _ when model.PurgedAt is not null => [],
        ModelState.Candidate =>
        [
            .. hasPassed ? [Promote(model)] : Array.Empty<(string, string, string)>(),
            ("shadow", "Shadow", $"Let {model.Version} answer beside the champion? Nothing of what it answers leaves."),
            ("evaluate", "Judge", $"Judge {model.Version} against the champion on the frozen cases? The gate then promotes or refuses it."),
            ("reject", "Reject", $"Reject {model.Version}? It stays on record."),
        ],
        ModelState.Shadow =>
        [
            Promote(model),
            ("reject", "Drop", $"Drop {model.Version}? Its shadow period ends; it stays on record."),
        ],
        ModelState.Retired => [("promote", "Roll back to it", $"Roll back to {model.Version}? From the next case on it answers again, and the present champion retires.")],
        _ => [],
    };

    public async Task<string?> DoAsync(string action, Guid id, AuditParticipant by, string? reason, bool overrule, CancellationToken cancellation) => action switch
    {
        "promote" => await desk.PromoteAsync(id, $"Promoted by {by.UserId}", reason, overrule, by, cancellation).ConfigureAwait(false),
        "shadow" => await desk.BeginShadowAsync(id, by, cancellation).ConfigureAwait(false),
        "reject" => await desk.RejectAsync(id, PromotionDesk.Cause($"Refused by {by.UserId}", reason), by, cancellation).ConfigureAwait(false),
        "evaluate" => await evaluations.RequestAsync(id, by, cancellation).ConfigureAwait(false),
        _ => $"Nothing is called '{action}' here; there are {string.Join(", ", OnOne)}.",
    };

    public Task<string?> RollbackAsync(AuditParticipant by, string? reason, CancellationToken cancellation) => desk.RollbackAsync(PromotionDesk.Cause($"by {by.UserId}", reason), by, cancellation);

    public Task<Guid> RetrainAsync(AuditParticipant by, CancellationToken cancellation) => runs.RequestAsync(by, cancellation);

    private static (string Action, string Text, string Question) Promote(ModelRecord model) =>
        ("promote", "Promote", $"Promote {model.Version}? From the next case on it answers, and the present champion retires.");
}
