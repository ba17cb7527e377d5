namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>What one process does; growth is more processes with the worker role on the same broker and database.</summary>
[Flags]
public enum PipelineRoles
{
    None = 0,

    /// <summary>Storage SCP, MLLP listener, foreign events, matching.</summary>
    Intake = 1,

    /// <summary>Inference and delivery.</summary>
    Worker = 2,

    /// <summary>Training runs.</summary>
    Trainer = 4,

    /// <summary>Health and status pages.</summary>
    Status = 8,

    All = Intake | Worker | Trainer | Status,
}
