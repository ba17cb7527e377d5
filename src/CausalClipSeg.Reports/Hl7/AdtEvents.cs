using System.Globalization;

namespace CausalClipSeg.Reports.Hl7;

/// <summary>What an ADT event (HL7 table 0003, chapter 3) is to a house that keeps nothing of patients but which numbers are one person's.</summary>
internal static class AdtEvents
{
    private const int Last = 62;

    /// <summary>Numbers of MRG-1 are merged into that of PID-3: A40, and what stood for it before HL7 2.3.1.</summary>
    public static bool Merges(string trigger) => trigger is "A18" or "A34" or "A36" or "A40";

    /// <summary>What an event says of who is who, or may say, that is not followed here; null where it says nothing of that kind.</summary>
    public static string? NotDone(string trigger) => trigger switch
    {
        "A24" => "links two patients, which is not done here",
        "A37" => "unlinks two patients, which is not done here",
        "A30" or "A39" => "merges persons by other numbers than PID-3's, which is not done here",
        "A43" => "moves a number from one patient to another, which is not done here",
        "A44" => "moves an account from one patient to another, which is not done here",
        "A45" => "moves a visit from one patient to another, which is not done here",
        "A46" or "A47" or "A48" => "changes a number of a patient, which is not done here",
        _ => IsOfTheTable(trigger) ? null : "is no event that is known here",
    };

    private static bool IsOfTheTable(string trigger) =>
        trigger is ['A', _, _] && int.TryParse(trigger.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Last;
}
