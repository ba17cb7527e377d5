namespace CausalClipSeg.Reports;

/// <summary>The ways in which a report can be refused; each is a row of the acknowledgement table, because sites answer them differently.</summary>
public enum ReportProblemKind
{
    /// <summary>The bytes are no message we know.</summary>
    NotAReport,

    /// <summary>The message is broken inside: a bad delimiter, a segment out of place, characters that the declared set does not have.</summary>
    Malformed,

    /// <summary>A message type we do not take (MSH-9.1).</summary>
    UnsupportedMessageType,

    /// <summary>An event of a known type that we do not take (MSH-9.2).</summary>
    UnsupportedEvent,

    /// <summary>A processing id this site does not accept (MSH-11).</summary>
    UnsupportedProcessingId,

    /// <summary>A version we do not read (MSH-12).</summary>
    UnsupportedVersion,

    /// <summary>A character set we do not read (MSH-18).</summary>
    UnsupportedCharacterSet,

    /// <summary>A field that must be valued is empty.</summary>
    MissingField,

    /// <summary>A value outside its table, or longer than can be kept.</summary>
    UnknownValue,

    /// <summary>The report carries no text we can read (a picture, a PDF without text).</summary>
    NoReadableText,

    /// <summary>The message is larger than this site takes.</summary>
    TooLarge,

    /// <summary>The order has no result yet (scheduled, in process): nothing to do, and nothing wrong.</summary>
    NoResultYet,

    /// <summary>An ADT event about what is not kept here: nothing to do, and nothing wrong.</summary>
    NothingToDo,

    /// <summary>An ADT event that says who is who, or may, in a way that is not followed here: a person has to know that nothing was done.</summary>
    EventNotDone,

    /// <summary>A merge of patient numbers that contradicts an earlier one.</summary>
    MergeConflict,

    /// <summary>A control id already used for another body.</summary>
    DuplicateWithOtherBody,

    /// <summary>The sender is not allowed to send here.</summary>
    NotAllowed,

    /// <summary>A fault on our side; the sender should send the same message again.</summary>
    InternalFault,
}
