using CausalClipSeg.Persistence;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>What may be done with a model in its state, and what is asked before.</summary>
internal static class ModelActions
{
    public static IReadOnlyList<(string Action, string Text, string Question)> For(ModelRecord model) => model.State switch
    {
        ModelState.Candidate =>
        [
            Promote(model),
            ("shadow", "Shadow", $"Let {model.Version} answer beside the champion? Nothing of what it answers leaves."),
            ("reject", "Reject", $"Reject {model.Version}? It stays on record."),
        ],
        ModelState.Shadow => [Promote(model), ("reject", "Reject", $"Reject {model.Version}? It stays on record.")],
        ModelState.Retired => [("rollback", "Roll back to it", $"Roll back to {model.Version}? From the next case on it answers again, and the present champion retires.")],
        _ => [],
    };

    private static (string, string, string) Promote(ModelRecord model) =>
        ("promote", "Promote", $"Promote {model.Version}? From the next case on it answers, and the present champion retires.");
}
