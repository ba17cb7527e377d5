namespace CausalClipSeg.Reports.Hl7;

/// <summary>The groups of PID and MRG in a merge message. A message is taken as a whole or refused as a whole.</summary>
internal sealed class AdtMerges
{
    private readonly List<AdtMerge> _merges = [];
    private Hl7Segment? _pid;
    private int _pids, _mrgs;
    private bool _isMerged = true;

    public static AdtReadResult Read(Hl7Message message, TimeZoneInfo zone)
    {
        var read = new AdtMerges();
        if (message.Segments.Select(read.Take).FirstOrDefault(problem => problem is not null) is { } wrong) return new([], null, wrong);
        if (read.End() is { } missing) return new([], null, missing);
        if (read._merges.Count == 0)
            return AdtReader.Refuse(ReportProblemKind.NothingToDo, "0", "The message merges each patient number into itself (MRG-1 and PID-3 are the same); nothing was done.", "MRG^1^1");
        var (evn, header) = (message.First("EVN"), message.Header);
        var at = Hl7TimeStamp.Read(evn?.Value(6) ?? "", zone) ?? Hl7TimeStamp.Read(evn?.Value(2) ?? "", zone) ?? Hl7TimeStamp.Read(header.Value(7), zone);
        return new([.. read._merges.Distinct()], at, null);
    }

    private ReportProblem? Take(Hl7Segment segment)
    {
        switch (segment.Id)
        {
            case "PID" when !_isMerged:
                return End();
            case "PID":
                (_pid, _isMerged) = (segment, false);
                _pids++;
                return null;
            case "MRG":
                _isMerged = true;
                _mrgs++;
                return _pid is null
                    ? new(ReportProblemKind.Malformed, "100", "MRG 1 stands before the first PID, so it cannot be told into which patient it is merged; send PID before its MRG.", "MRG^1")
                    : Merge(_pid, segment);
            default:
                return null;
        }
    }

    private ReportProblem? End() =>
        _pids == 0 ? new(ReportProblemKind.Malformed, "100", "The message has no PID segment, so there is no patient to merge into; send PID and MRG.", "PID^1")
        : _isMerged ? null
        : new(ReportProblemKind.Malformed, "100", $"PID {_pids} has no MRG segment behind it, so it cannot be told which number was merged into it; send an MRG for each PID.", $"MRG^{_mrgs + 1}");

    private ReportProblem? Merge(Hl7Segment pid, Hl7Segment mrg)
    {
        var (surviving, prior) = (PatientNumber.ListIn(pid, 3), PatientNumber.ListIn(mrg, 1));
        if (PatientNumber.FiledUnder(surviving) is not { } kept)
            return Missing($"PID-3 of PID {_pids} is empty, so there is no number to merge into; send the surviving number.", $"PID^{_pids}^3");
        if (PatientNumber.FiledUnder(prior) is not { } first)
            return Missing($"MRG-1 of MRG {_mrgs} is empty, so there is no number to merge; send the prior number.", $"MRG^{_mrgs}^1");
        var ofType = surviving.FindAll(number => number.IsOfType(kept.Type));
        foreach (var number in prior.Where(number => number.IsOfType(first.Type)))
        {
            if (Into(number, kept, ofType) is not { } into)
                return new(ReportProblemKind.UnknownValue, "204", $"MRG-1 of MRG {_mrgs} is a number of the authority \"{number.Authority}\" (MRG-1.4), and PID-3 of PID {_pids} has none of it. A number is merged into one of the same authority; send that one.", $"MRG^{_mrgs}^1");
            if (!number.Id.Equals(into.Id, StringComparison.OrdinalIgnoreCase))
                _merges.Add(new(number.Id, into.Id, OruIdentifiers.NullIfEmpty(number.Authority)));
        }

        return null;
    }

    /// <summary>The surviving number of the same authority; where one of the two sides names none, nothing speaks against the number that pictures are filed under.</summary>
    private static PatientNumber? Into(PatientNumber prior, PatientNumber kept, List<PatientNumber> surviving) =>
        surviving.Find(number => number.IsOfAuthority(prior.Authority)) ?? (prior.Authority.Length == 0 || kept.Authority.Length == 0 ? kept : null);

    private static ReportProblem Missing(string sentence, string location) => new(ReportProblemKind.MissingField, "101", sentence, location);
}
