using System.Globalization;

namespace FellowOakDicom.Network;

/// <summary>
/// The answer of a peer in one number with its class and meaning (PS3.7 annex C, PS3.4 annexes B and C). Some codes
/// leave digits to the implementation (A7xx): they equal every code of their range.
/// </summary>
public sealed partial class DicomStatus : IEquatable<DicomStatus>
{
    private readonly ushort _mask;

    /// <summary>A status by its code of four hexadecimal digits, in which x stands for any.</summary>
    public DicomStatus(string code, DicomState state, string description)
    {
        ArgumentNullException.ThrowIfNull(code);
        Code = ushort.Parse(code.Replace('x', '0'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        _mask = 0;
        foreach (var digit in code)
            _mask = (ushort)((_mask << 4) | (digit == 'x' ? 0x0 : 0xF));
        State = state;
        Description = description;
        ErrorComment = "";
    }

    /// <summary>A status with a comment of its own for Error Comment (0000,0902).</summary>
    public DicomStatus(DicomStatus status, string comment)
        : this(status, status.Code, comment)
    {
    }

    private DicomStatus(DicomStatus status, ushort code, string comment)
    {
        Code = code;
        _mask = status._mask;
        State = status.State;
        Description = status.Description;
        ErrorComment = comment;
    }

    public ushort Code { get; }

    public DicomState State { get; }

    public string Description { get; }

    public string ErrorComment { get; }

    /// <summary>The known status of a code, or one of the class that its range belongs to (PS3.7 section C.1).</summary>
    public static DicomStatus Lookup(ushort code)
    {
        foreach (var known in Known)
            if ((code & known._mask) == known.Code)
                return known.Code == code ? known : new DicomStatus(known, code, "");
        var state = code switch
        {
            0x0001 => DicomState.Warning,
            >= 0xB000 and <= 0xBFFF => DicomState.Warning,
            _ => DicomState.Failure,
        };
        return new DicomStatus(code.ToString("X4", CultureInfo.InvariantCulture), state, "Unknown status");
    }

    public bool Equals(DicomStatus? other) =>
        other is not null && (Code & _mask & other._mask) == (other.Code & _mask & other._mask);

    public override bool Equals(object? obj) => Equals(obj as DicomStatus);

    /// <summary>Equal statuses may have different codes within A7xx, A9xx and Cxxx: only the first digit is common to them.</summary>
    public override int GetHashCode() => Code & 0xF000;

    public override string ToString()
    {
        var text = State is DicomState.Success or DicomState.Pending or DicomState.Cancel
            ? Description
            : string.Create(CultureInfo.InvariantCulture, $"{State} [{Code:x4}: {Description}]");
        return ErrorComment.Length == 0 ? text : $"{text} -> {ErrorComment}";
    }

    public static bool operator ==(DicomStatus? left, DicomStatus? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(DicomStatus? left, DicomStatus? right) => !(left == right);
}
