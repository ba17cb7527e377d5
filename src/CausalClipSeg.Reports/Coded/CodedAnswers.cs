namespace CausalClipSeg.Reports.Coded;

/// <summary>Which codes and words of FHIR and DICOM SR answer whether a finding is there (SNOMED CT qualifiers, PS3.16 CID 230, HL7 tables 0078 and 0136).</summary>
internal static class CodedAnswers
{
    public static CodedAnswer Of(IEnumerable<string> codes, string words) =>
        codes.Select(OfCode).FirstOrDefault(answer => answer != CodedAnswer.None) is var byCode and not CodedAnswer.None ? byCode : OfWords(words);

    private static CodedAnswer OfCode(string code) => code switch
    {
        "261665006" or "385432009" or "UNK" or "NA" => CodedAnswer.Untold,
        "52101004" or "260373001" or "10828004" or "373066001" or "410515003" or "410605003" or "R-0038D" or "Y" or "POS" or "DET" => CodedAnswer.Present,
        "410592001" or "2931005" => CodedAnswer.Probable,
        "82334004" or "280416009" or "42425007" or "408379005" or "415684004" or "64957009" or "60022001" or "IND" => CodedAnswer.Possible,
        "410593006" => CodedAnswer.Unlikely,
        "2667000" or "260415000" or "260385009" or "373067005" or "410516002" or "410594000" or "272519000" or "R-00339" or "N" or "NEG" or "ND" => CodedAnswer.Absent,
        _ => CodedAnswer.None,
    };

    private static CodedAnswer OfWords(string words) => string.Join(' ', words.ToLowerInvariant().Split([' ', '.', '-', '_'], StringSplitOptions.RemoveEmptyEntries)) switch
    {
        "unknown" or "not assessed" or "not evaluated" or "not assessable" or "not applicable" or "n/a" or "not performed" or "not done" => CodedAnswer.Untold,
        "present" or "yes" or "positive" or "detected" or "definite" or "definitely present" or "confirmed" or "seen" or "known present" or "true" => CodedAnswer.Present,
        "probable" or "probably present" or "likely" or "likely present" or "highly likely" or "very likely" or "highly probable" => CodedAnswer.Probable,
        "possible" or "possibly present" or "indeterminate" or "equivocal" or "suspected" or "suspicious" or "uncertain" or "questionable" or "inconclusive" or "undetermined"
            or "borderline" or "cannot be excluded" or "not excluded" or "cannot exclude" or "maybe" => CodedAnswer.Possible,
        "unlikely" or "improbable" or "not likely" or "highly unlikely" or "very unlikely" or "probably not" or "probably not present" or "probably absent" or "doubtful" => CodedAnswer.Unlikely,
        "absent" or "no" or "negative" or "not detected" or "none" or "not present" or "not seen" or "definitely not present" or "definitely absent" or "known absent" or "excluded"
            or "ruled out" or "not identified" or "false" => CodedAnswer.Absent,
        _ => CodedAnswer.None,
    };
}
