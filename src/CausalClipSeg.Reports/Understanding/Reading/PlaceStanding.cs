namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>What a place is to the findings of its sentence.</summary>
internal enum PlaceStanding
{
    /// <summary>A finding may be there.</summary>
    Given,

    /// <summary>Said to have nothing in it: "a clear left lung".</summary>
    Free,

    /// <summary>Taken out of the places of the finding before: "sparing the apices", "not the right".</summary>
    Excepted,

    /// <summary>The place of something that is no finding: "a left chest drain", "shift to the right".</summary>
    Foreign,

    /// <summary>Suggested by what the finding hides, and worth less than any place that is named: "obscuring the left heart border".</summary>
    Hint,
}
