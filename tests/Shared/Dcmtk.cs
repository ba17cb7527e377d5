namespace CausalClipSeg.Tests;

/// <summary>DCMTK's command line tools: the independent modality, PACS and reader that our DICOM is tried against.</summary>
public static class Dcmtk
{
    /// <summary>Any tool of DCMTK (dcmdump, dcmodify, dcmdjpeg, dcmcrle, dcmqrscp …) to its end.</summary>
    public static Task<ToolResult> Run(string tool, params string[] arguments)
    {
        var folder = Path.GetDirectoryName(Peers.Require(Peers.Dcmtk)) ?? "";
        return Tool.Run(Path.Combine(folder, tool), arguments);
    }

    public static Task<ToolResult> Echo(int port, string called = "ANY", string calling = "ECHOSCU") =>
        Run("echoscu", "-v", "-aet", calling, "-aec", called, "127.0.0.1", $"{port}");

    /// <summary>Sends files by C-STORE with every transfer syntax that storescu has offered for them; the exit code is not 0 when one was refused.</summary>
    public static Task<ToolResult> Store(int port, string called, params string[] files) =>
        StoreWith(["-R"], port, called, files);

    /// <summary>Sends with options of storescu, e.g. <c>-xs</c> to propose JPEG lossless: it proposes uncompressed only unless told.</summary>
    public static Task<ToolResult> StoreWith(IEnumerable<string> options, int port, string called, params string[] files) =>
        Run("storescu", ["-v", "-aet", "STORESCU", "-aec", called, .. options, "127.0.0.1", $"{port}", .. files]);

    /// <summary>The option by which storescu proposes a transfer syntax other than the uncompressed ones; empty for those.</summary>
    public static string[] Proposal(string transferSyntaxUid) => transferSyntaxUid switch
    {
        "1.2.840.10008.1.2.4.50" => ["-xy"],
        "1.2.840.10008.1.2.4.51" => ["-xx"],
        "1.2.840.10008.1.2.4.57" or "1.2.840.10008.1.2.4.70" => ["-xs"],
        "1.2.840.10008.1.2.4.80" => ["-xt"],
        "1.2.840.10008.1.2.4.81" => ["-xu"],
        "1.2.840.10008.1.2.4.90" => ["-xv"],
        "1.2.840.10008.1.2.4.91" => ["-xw"],
        "1.2.840.10008.1.2.5" => ["-xr"],
        "1.2.840.10008.1.2.1.99" => ["-xd"],
        "1.2.840.10008.1.2.2" => ["-xb"],
        "1.2.840.10008.1.2" => ["-xi"],
        _ => [],
    };

    /// <summary>Sends one file in the transfer syntax it is stored in, as a modality would.</summary>
    public static async Task<ToolResult> StoreAsIs(int port, string called, string file) =>
        await StoreWith(Proposal(await TransferSyntax(file)), port, called, file);

    /// <summary>The Transfer Syntax UID of a file's meta information.</summary>
    public static async Task<string> TransferSyntax(string file)
    {
        var dump = await Run("dcmdump", "-M", "-Un", "-s", "+P", "0002,0010", file);
        var open = dump.ShouldSucceed().Output.IndexOf('[', StringComparison.Ordinal);
        return open < 0 ? "" : dump.Output[(open + 1)..dump.Output.IndexOf(']', open)];
    }

    public static async Task<string> Dump(string file, params string[] options) =>
        (await Run("dcmdump", ["-q", .. options, file])).ShouldSucceed().Output;
}
