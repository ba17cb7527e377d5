using CausalClipSeg.Pipeline.Configuration;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>Two doors of one process cannot listen on one port.</summary>
internal static class DoorClash
{
    private static readonly string[] Everywhere = ["0.0.0.0", "::", "*", "+"];

    public static IEnumerable<string> Problems(IntakeOptions intake, StatusOptions status)
    {
        (string Setting, string Address, int Port)[] doors =
        [
            ("Intake:DicomPort", intake.DicomAddress, intake.DicomPort), ("Intake:MllpPort", intake.MllpAddress, intake.MllpPort), ("Status:Port", status.Address, status.Port),
        ];
        return from first in doors
               from second in doors
               where Array.IndexOf(doors, first) < Array.IndexOf(doors, second) && first.Port == second.Port && Meet(first.Address, second.Address)
               select $"{first.Setting} and {second.Setting} are both {first.Port}; only one of them can listen there. Give each a port of its own.";
    }

    private static bool Meet(string one, string other) => one == other || Everywhere.Contains(one) || Everywhere.Contains(other);
}
