namespace FellowOakDicom.Network;

/// <summary>The levels of the query/retrieve information models (PS3.4 section C.3.1).</summary>
public enum DicomQueryRetrieveLevel
{
    Patient,
    Study,
    Series,
    Image,
    NotApplicable,
}
