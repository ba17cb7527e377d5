namespace FellowOakDicom;

/// <summary>What becomes of large values when a file is opened.</summary>
public enum FileReadOption
{
    /// <summary>On demand from a file; at once from a stream.</summary>
    Default,

    /// <summary>They stay where they are until somebody wants them.</summary>
    ReadLargeOnDemand,

    ReadAll,

    /// <summary>They are left out.</summary>
    SkipLargeTags,
}
