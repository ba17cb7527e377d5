namespace FellowOakDicom.Network;

/// <summary>A DIMSE message: a command set and, where the command says so, a data set (PS3.7 section 6.3).</summary>
public abstract class DicomMessage
{
    internal const ushort NoDataset = 0x0101;
    private const ushort WithDataset = 0x0202;
    private static readonly DicomUID _unknown = new("", "Unknown", DicomUidType.Unknown);

    protected DicomMessage(DicomDataset command) => Command = command;

    public DicomDataset Command { get; }

    public virtual DicomDataset? Dataset { get; set; }

    public bool HasDataset => Dataset is not null || Command.GetSingleValueOrDefault(DicomTag.CommandDataSetType, NoDataset) != NoDataset;

    public DicomCommandField Type => (DicomCommandField)Command.GetSingleValueOrDefault<ushort>(DicomTag.CommandField, 0);

    public DicomUID SOPClassUID
    {
        get => ReadUid(SOPClassTag) ?? ReadUid(DicomTag.AffectedSOPClassUID) ?? ReadUid(DicomTag.RequestedSOPClassUID) ?? _unknown;
        protected set => Command.AddOrUpdate(SOPClassTag, value);
    }

    /// <summary>The context that the message came on, or that its sender asks for.</summary>
    public DicomPresentationContext? PresentationContext { get; set; }

    /// <summary>When the last of its bytes were given to the connection.</summary>
    public DateTime? LastPDUSent { get; internal set; }

    /// <summary>Operations name the class they request, notifications and composite ones the class that is affected.</summary>
    private protected virtual DicomTag SOPClassTag => DicomTag.AffectedSOPClassUID;

    public override string ToString() => $"{Type} [{Number}]";

    private protected abstract ushort Number { get; }

    private protected DicomUID? ReadUid(DicomTag tag) =>
        Command.TryGetSingleValue<string>(tag, out var uid) && uid.Length > 0 ? DicomUID.Parse(uid) : null;

    /// <summary>Makes the command say whether a data set follows, right before it is sent.</summary>
    internal void StateDataset() => Command.AddOrUpdate(DicomTag.CommandDataSetType, Dataset is null ? NoDataset : WithDataset);

    private protected static DicomDataset NewCommand(DicomCommandField type)
    {
        var command = CommandSet.Empty();
        command.AddOrUpdate(DicomTag.CommandField, (ushort)type);
        return command;
    }
}
