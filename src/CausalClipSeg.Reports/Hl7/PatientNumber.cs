namespace CausalClipSeg.Reports.Hl7;

/// <summary>One number in a list of a patient's (data type CX; PID-3, MRG-1), with its assigning authority and type.</summary>
internal sealed record PatientNumber(string Id, string Authority, string Type)
{
    public static List<PatientNumber> ListIn(Hl7Segment segment, int field) =>
        [.. Enumerable.Range(1, segment.Repetitions(field)).Select(repetition => In(segment, field, repetition)).Where(number => number.Id.Length > 0)];

    /// <summary>The number that hospitals file pictures under: typed MR (medical record number), else PI (the filler's own), else the first (HL7 table 0203).</summary>
    public static PatientNumber? FiledUnder(List<PatientNumber> list) =>
        list.Find(number => number.IsOfType("MR")) ?? list.Find(number => number.IsOfType("PI")) ?? list.FirstOrDefault();

    public bool IsOfType(string type) => Type.Equals(type, StringComparison.OrdinalIgnoreCase);

    public bool IsOfAuthority(string authority) => Authority.Equals(authority, StringComparison.OrdinalIgnoreCase);

    private static PatientNumber In(Hl7Segment segment, int field, int repetition) =>
        new(segment.Value(field, repetition: repetition), segment.Value(field, 4, repetition: repetition), segment.Value(field, 5, repetition: repetition));
}
