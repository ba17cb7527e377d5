namespace FellowOakDicom.IO;

/// <summary>The bytes end too soon or contradict themselves.</summary>
public sealed class DicomIoException : DicomException
{
    public DicomIoException(string message)
        : base(message)
    {
    }

    public DicomIoException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
