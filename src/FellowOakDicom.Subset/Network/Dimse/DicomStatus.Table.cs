namespace FellowOakDicom.Network;

/// <content>The codes of PS3.7 annex C and of the storage and query/retrieve services (PS3.4 annexes B.2.3 and C.4).</content>
public sealed partial class DicomStatus
{
    public static readonly DicomStatus Success = new("0000", DicomState.Success, "Success");
    public static readonly DicomStatus Cancel = new("FE00", DicomState.Cancel, "Cancel");
    public static readonly DicomStatus Pending = new("FF00", DicomState.Pending, "Pending");
    public static readonly DicomStatus QueryRetrieveOptionalKeysNotSupported = new("FF01", DicomState.Pending, "Optional keys not supported");
    public static readonly DicomStatus AttributeListError = new("0107", DicomState.Warning, "Attribute list error");
    public static readonly DicomStatus AttributeValueOutOfRange = new("0116", DicomState.Warning, "Attribute value out of range");
    public static readonly DicomStatus SOPClassNotSupported = new("0122", DicomState.Failure, "SOP class not supported");
    public static readonly DicomStatus ClassInstanceConflict = new("0119", DicomState.Failure, "Class-instance conflict");
    public static readonly DicomStatus DuplicateSOPInstance = new("0111", DicomState.Failure, "Duplicate SOP instance");
    public static readonly DicomStatus DuplicateInvocation = new("0210", DicomState.Failure, "Duplicate invocation");
    public static readonly DicomStatus InvalidArgumentValue = new("0115", DicomState.Failure, "Invalid argument value");
    public static readonly DicomStatus InvalidAttributeValue = new("0106", DicomState.Failure, "Invalid attribute value");
    public static readonly DicomStatus InvalidObjectInstance = new("0117", DicomState.Failure, "Invalid object instance");
    public static readonly DicomStatus MissingAttribute = new("0120", DicomState.Failure, "Missing attribute");
    public static readonly DicomStatus MissingAttributeValue = new("0121", DicomState.Failure, "Missing attribute value");
    public static readonly DicomStatus MistypedArgument = new("0212", DicomState.Failure, "Mistyped argument");
    public static readonly DicomStatus NoSuchArgument = new("0114", DicomState.Failure, "No such argument");
    public static readonly DicomStatus NoSuchAttribute = new("0105", DicomState.Failure, "No such attribute");
    public static readonly DicomStatus NoSuchEventType = new("0113", DicomState.Failure, "No such event type");
    public static readonly DicomStatus NoSuchObjectInstance = new("0112", DicomState.Failure, "No such object instance");
    public static readonly DicomStatus NoSuchSOPClass = new("0118", DicomState.Failure, "No such SOP class");
    public static readonly DicomStatus NoSuchActionType = new("0123", DicomState.Failure, "No such action type");
    public static readonly DicomStatus NotAuthorized = new("0124", DicomState.Failure, "Not authorized");
    public static readonly DicomStatus ProcessingFailure = new("0110", DicomState.Failure, "Processing failure");
    public static readonly DicomStatus ResourceLimitation = new("0213", DicomState.Failure, "Resource limitation");
    public static readonly DicomStatus UnrecognizedOperation = new("0211", DicomState.Failure, "Unrecognized operation");
    public static readonly DicomStatus StorageCoercionOfDataElements = new("B000", DicomState.Warning, "Coercion of data elements");
    public static readonly DicomStatus StorageElementsDiscarded = new("B006", DicomState.Warning, "Elements discarded");
    public static readonly DicomStatus StorageDataSetDoesNotMatchSOPClassWarning = new("B007", DicomState.Warning, "Data set does not match SOP class");
    public static readonly DicomStatus QueryRetrieveUnableToCalculateNumberOfMatches = new("A701", DicomState.Failure, "Refused: out of resources, unable to calculate number of matches");
    public static readonly DicomStatus QueryRetrieveUnableToPerformSuboperations = new("A702", DicomState.Failure, "Refused: out of resources, unable to perform suboperations");
    public static readonly DicomStatus StorageStorageOutOfResources = new("A7xx", DicomState.Failure, "Refused: out of resources");
    public static readonly DicomStatus QueryRetrieveMoveDestinationUnknown = new("A801", DicomState.Failure, "Refused: move destination unknown");
    public static readonly DicomStatus StorageDataSetDoesNotMatchSOPClassError = new("A9xx", DicomState.Failure, "Data set does not match SOP class");
    public static readonly DicomStatus StorageCannotUnderstand = new("Cxxx", DicomState.Failure, "Cannot understand");

    // The query/retrieve service gives other meanings to codes of the storage service: known by name, not by Lookup.
    public static readonly DicomStatus QueryRetrieveOutOfResources = new("A700", DicomState.Failure, "Refused: out of resources");
    public static readonly DicomStatus QueryRetrieveIdentifierDoesNotMatchSOPClass = new("A900", DicomState.Failure, "Identifier does not match SOP class");
    public static readonly DicomStatus QueryRetrieveUnableToProcess = new("Cxxx", DicomState.Failure, "Unable to process");
    public static readonly DicomStatus QueryRetrieveSubOpsOneOrMoreFailures = new("B000", DicomState.Warning, "Suboperations complete, one or more failures");

    private static DicomStatus[] Known { get; } =
    [
        Success, Cancel, Pending, QueryRetrieveOptionalKeysNotSupported, AttributeListError, AttributeValueOutOfRange,
        SOPClassNotSupported, ClassInstanceConflict, DuplicateSOPInstance, DuplicateInvocation, InvalidArgumentValue,
        InvalidAttributeValue, InvalidObjectInstance, MissingAttribute, MissingAttributeValue, MistypedArgument, NoSuchArgument,
        NoSuchAttribute, NoSuchEventType, NoSuchObjectInstance, NoSuchSOPClass, NoSuchActionType, NotAuthorized, ProcessingFailure,
        ResourceLimitation, UnrecognizedOperation, StorageCoercionOfDataElements, StorageElementsDiscarded,
        StorageDataSetDoesNotMatchSOPClassWarning, QueryRetrieveUnableToCalculateNumberOfMatches,
        QueryRetrieveUnableToPerformSuboperations, StorageStorageOutOfResources, QueryRetrieveMoveDestinationUnknown,
        StorageDataSetDoesNotMatchSOPClassError, StorageCannotUnderstand,
    ];
}
