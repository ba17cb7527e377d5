namespace CausalClipSeg.Reports.Hl7;

/// <summary>An HL7 v2 message in its own delimiters and character set: segments in order, nothing interpreted yet (chapter 2).</summary>
public sealed class Hl7Message
{
    internal Hl7Message(IReadOnlyList<Hl7Segment> segments, Hl7Delimiters delimiters, Hl7CharacterSet characterSet)
    {
        Segments = segments;
        Delimiters = delimiters;
        CharacterSet = characterSet;
    }

    public IReadOnlyList<Hl7Segment> Segments { get; }

    public Hl7Delimiters Delimiters { get; }

    public Hl7CharacterSet CharacterSet { get; }

    public Hl7Segment Header => Segments[0];

    /// <summary>MSH-9.1, such as ORU.</summary>
    public string MessageType => Header.Value(9);

    /// <summary>MSH-9.2, such as R01.</summary>
    public string TriggerEvent => Header.Value(9, 2);

    /// <summary>MSH-10, which every acknowledgement echoes.</summary>
    public string ControlId => Header.Value(10);

    public string ProcessingId => Header.Value(11);

    public string Version => Header.Value(12);

    public static Hl7ReadResult Read(ReadOnlyMemory<byte> bytes, ReportReadingOptions? options = null) =>
        Hl7Reader.Read(bytes.Span, options ?? ReportReadingOptions.Default);

    public Hl7Segment? First(string id) => Segments.FirstOrDefault(segment => segment.Id == id);

    /// <summary>True for bytes that begin as an HL7 v2 message does, so that the form of a file can be told.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> bytes) => Hl7Reader.SkipLead(bytes).StartsWith("MSH"u8);
}
