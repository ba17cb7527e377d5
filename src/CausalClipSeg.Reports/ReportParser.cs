namespace CausalClipSeg.Reports;

/// <summary>Takes a report in any form we read and tells the form by its content, so that every door of the house shares one reader.</summary>
public static class ReportParser
{
    public static ReportParseResult Parse(ReadOnlyMemory<byte> bytes, ReportReadingOptions? options = null) => throw new NotImplementedException();
}
