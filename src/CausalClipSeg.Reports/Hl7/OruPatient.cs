namespace CausalClipSeg.Reports.Hl7;

/// <summary>Whose report an order is, as its PID says: of the ids in PID-3 the one that hospitals file pictures under.</summary>
/// <param name="Key">The same for two PID segments of one patient; of its own where the PID holds no id.</param>
internal sealed record OruPatient(string? Id, string? Issuer, string Key)
{
    /// <summary>Where no PID stands before the order.</summary>
    public static OruPatient Unknown { get; } = new(null, null, "");

    /// <param name="pid">The segment.</param>
    /// <param name="number">Its place among the message's PID segments.</param>
    public static OruPatient Of(Hl7Segment pid, int number) => PatientNumber.FiledUnder(PatientNumber.ListIn(pid, 3)) is var (id, issuer, _)
        ? new(id, OruIdentifiers.NullIfEmpty(issuer), $"{id}^{issuer}")
        : new(null, null, $"PID {number}");
}
