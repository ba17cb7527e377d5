namespace CausalClipSeg.Reports.StructuredReports;

/// <summary>One content item of a DICOM SR (PS3.3 C.17.3): how it belongs to its parent, what it is named, what it says.</summary>
public sealed record SrItem
{
    /// <summary>Relationship Type (0040,A010): CONTAINS, HAS CONCEPT MOD, HAS PROPERTIES, …; empty for the root.</summary>
    public string Relationship { get; init; } = "";

    /// <summary>Value Type (0040,A040): CONTAINER, TEXT, CODE, NUM, …</summary>
    public required string ValueType { get; init; }

    /// <summary>Concept Name (0040,A043), or null where it is absent.</summary>
    public SrCode? Name { get; init; }

    /// <summary>The words of a TEXT, the meaning of a CODE, number and unit of a NUM; empty for the others.</summary>
    public string Value { get; init; } = "";

    /// <summary>The code of a CODE item's value.</summary>
    public SrCode? Code { get; init; }

    public IReadOnlyList<SrItem> Children { get; init; } = [];
}

/// <summary>A coded concept as an SR writes it: value, scheme, meaning.</summary>
public sealed record SrCode(string Value, string Scheme, string Meaning);
