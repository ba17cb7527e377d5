namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>What the process says to the shell.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int WrongUsage = 2;
    public const int Broke = 3;

    /// <summary>ENOSPC of Linux.</summary>
    private const int NoRoom = 28;

    /// <summary>Input that is not as it must be is a refusal; everything else that was thrown is a fault of ours or of the machine.</summary>
    public static int Of(Exception failure) => failure switch
    {
        RefusedException or Persistence.SchemaMissingException or Model.BundleException or Model.TrainingDataException or Model.TrainingSpaceException or Model.TrainingDivergedException or Model.TrainingRefusedException or Model.WeightsException or Model.ComputeDeviceException or Model.DeviceMemoryException or Model.AnswerNotFiniteException or Dicom.Network.DicomWebException or InvalidDataException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => Refused,
        _ => Broke,
    };

    /// <summary>What the shell's reader is told; the system says of a folder in a file's place only that access is denied, and of a full disk not what to do.</summary>
    public static string Sentence(Exception failure) => failure switch
    {
        UnauthorizedAccessException => $"{failure.Message} Name a file (a folder is none) that {Environment.UserName} may read or write.",
        FileNotFoundException or DirectoryNotFoundException => $"{failure.Message} Check the name and the folder.",
        IOException { HResult: NoRoom } => $"{failure.Message.TrimEnd('.')}. Make room there, or write elsewhere.",
        _ => failure.Message,
    };
}

/// <summary>A verb says no, with the reason and what to do.</summary>
internal sealed class RefusedException(string reason) : Exception(reason);
