namespace CausalClipSeg.Reports.Hl7;

/// <summary>The names of HL7 table 0357, which ERR-3 carries beside the number.</summary>
public static class Hl7ErrorCodes
{
    public static string Meaning(string code) => code switch
    {
        "0" => "Message accepted",
        "100" => "Segment sequence error",
        "101" => "Required field missing",
        "102" => "Data type error",
        "103" => "Table value not found",
        "200" => "Unsupported message type",
        "201" => "Unsupported event code",
        "202" => "Unsupported processing id",
        "203" => "Unsupported version id",
        "204" => "Unknown key identifier",
        "205" => "Duplicate key identifier",
        "206" => "Application record locked",
        _ => "Application internal error",
    };
}
