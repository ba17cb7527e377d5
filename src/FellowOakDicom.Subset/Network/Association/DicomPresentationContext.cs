namespace FellowOakDicom.Network;

/// <summary>
/// What two peers agree to talk about and in which encoding: a SOP class with the transfer syntaxes proposed for it
/// and the one accepted (PS3.8 section 7.1.1.13).
/// </summary>
public sealed class DicomPresentationContext
{
    private readonly List<DicomTransferSyntax> _transferSyntaxes = [];

    public DicomPresentationContext(byte pcid, DicomUID abstractSyntax)
        : this(pcid, abstractSyntax, null, null)
    {
    }

    public DicomPresentationContext(byte pcid, DicomUID abstractSyntax, bool? userRole, bool? providerRole)
    {
        ID = pcid;
        AbstractSyntax = abstractSyntax;
        UserRole = userRole;
        ProviderRole = providerRole;
    }

    public byte ID { get; }

    public DicomPresentationContextResult Result { get; private set; } = DicomPresentationContextResult.Proposed;

    public DicomUID AbstractSyntax { get; }

    public DicomTransferSyntax? AcceptedTransferSyntax { get; private set; }

    /// <summary>The SCU role of PS3.7 annex D.3.3.4; nothing where the defaults hold.</summary>
    public bool? UserRole { get; internal set; }

    /// <summary>The SCP role of PS3.7 annex D.3.3.4; nothing where the defaults hold.</summary>
    public bool? ProviderRole { get; internal set; }

    /// <summary>A context by which the requester offers to be the SCP, as C-GET and storage commitment need.</summary>
    public static DicomPresentationContext GetScpRolePresentationContext(DicomUID abstractSyntax, params DicomTransferSyntax[] transferSyntaxes)
    {
        ArgumentNullException.ThrowIfNull(transferSyntaxes);
        var context = new DicomPresentationContext(0, abstractSyntax, userRole: false, providerRole: true);
        DicomTransferSyntax[] usual = [DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ImplicitVRLittleEndian];
        foreach (var syntax in transferSyntaxes.Length > 0 ? transferSyntaxes : usual)
            context.AddTransferSyntax(syntax);
        return context;
    }

    public void SetResult(DicomPresentationContextResult result) =>
        SetResult(result, _transferSyntaxes.Count > 0 ? _transferSyntaxes[0] : DicomTransferSyntax.ImplicitVRLittleEndian);

    public void SetResult(DicomPresentationContextResult result, DicomTransferSyntax acceptedTransferSyntax)
    {
        Result = result;
        AcceptedTransferSyntax = result == DicomPresentationContextResult.Accept ? acceptedTransferSyntax : null;
    }

    /// <summary>Accepts the first proposed transfer syntax that is among the acceptable ones: the requester's order decides.</summary>
    public bool AcceptTransferSyntaxes(params DicomTransferSyntax[] acceptedTransferSyntaxes) =>
        AcceptTransferSyntaxes(acceptedTransferSyntaxes, scpPriority: false);

    /// <summary>Accepts one transfer syntax; with <paramref name="scpPriority"/> the order of the acceptable ones decides.</summary>
    public bool AcceptTransferSyntaxes(DicomTransferSyntax[] acceptedTransferSyntaxes, bool scpPriority = false)
    {
        ArgumentNullException.ThrowIfNull(acceptedTransferSyntaxes);
        if (Result == DicomPresentationContextResult.Accept)
            return true;
        var match = scpPriority
            ? acceptedTransferSyntaxes.FirstOrDefault(HasTransferSyntax)
            : _transferSyntaxes.FirstOrDefault(acceptedTransferSyntaxes.Contains);
        if (match is null)
            SetResult(DicomPresentationContextResult.RejectTransferSyntaxesNotSupported);
        else
            SetResult(DicomPresentationContextResult.Accept, match);
        return match is not null;
    }

    public void AddTransferSyntax(DicomTransferSyntax? syntax)
    {
        if (syntax is not null && !_transferSyntaxes.Contains(syntax))
            _transferSyntaxes.Add(syntax);
    }

    public IList<DicomTransferSyntax> GetTransferSyntaxes() => _transferSyntaxes.AsReadOnly();

    public bool HasTransferSyntax(DicomTransferSyntax syntax) => _transferSyntaxes.Contains(syntax);

    public string GetResultDescription() => Result switch
    {
        DicomPresentationContextResult.Accept => "Accept",
        DicomPresentationContextResult.Proposed => "Proposed",
        DicomPresentationContextResult.RejectAbstractSyntaxNotSupported => "Reject - Abstract Syntax Not Supported",
        DicomPresentationContextResult.RejectNoReason => "Reject - No Reason",
        DicomPresentationContextResult.RejectTransferSyntaxesNotSupported => "Reject - Transfer Syntaxes Not Supported",
        DicomPresentationContextResult.RejectUser => "Reject - User",
        _ => "Unknown",
    };
}
