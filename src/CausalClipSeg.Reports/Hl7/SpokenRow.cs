namespace CausalClipSeg.Reports.Hl7;

/// <summary>An OBX row that carries words of the report, and the section they are of.</summary>
internal sealed record SpokenRow(Hl7Segment Row, string Type, string Heading)
{
    public string Number => Row.Value(1);

    public string Code => Row.Value(3);

    /// <summary>True for rows that are lines of one text.</summary>
    public bool IsLine => Type is "TX" or "FT" or "ST";
}
