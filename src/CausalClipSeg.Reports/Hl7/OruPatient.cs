namespace CausalClipSeg.Reports.Hl7;

/// <summary>Whose report an order is, as its PID says: of the ids in PID-3 the one that hospitals file pictures under.</summary>
/// <param name="Key">The same for two PID segments of one patient; of its own where the PID holds no id.</param>
internal sealed record OruPatient(string? Id, string? Issuer, string Key)
{
    /// <summary>Where no PID stands before the order.</summary>
    public static OruPatient Unknown { get; } = new(null, null, "");

    /// <summary>The id typed MR (medical record number), else PI (the filler's own), else the first (HL7 table 0203).</summary>
    /// <param name="pid">The segment.</param>
    /// <param name="number">Its place among the message's PID segments.</param>
    public static OruPatient Of(Hl7Segment pid, int number)
    {
        var ids = Enumerable.Range(1, pid.Repetitions(3)).Where(repetition => pid.Value(3, repetition: repetition).Length > 0).ToList();
        var typed = (string type) => ids.Find(repetition => pid.Value(3, 5, repetition: repetition).Equals(type, StringComparison.OrdinalIgnoreCase));
        var chosen = new[] { typed("MR"), typed("PI"), ids.FirstOrDefault() }.FirstOrDefault(repetition => repetition > 0);
        if (chosen == 0) return new(null, null, $"PID {number}");
        var (id, issuer) = (pid.Value(3, repetition: chosen), pid.Value(3, 4, repetition: chosen));
        return new(id, OruIdentifiers.NullIfEmpty(issuer), $"{id}^{issuer}");
    }
}
