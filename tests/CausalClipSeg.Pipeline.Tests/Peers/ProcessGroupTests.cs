namespace CausalClipSeg.Pipeline.Tests.RealPeers;

public sealed class ProcessGroupTests
{
    [Fact]
    public async Task A_server_that_ends_while_it_starts_fails_with_the_end_of_its_log()
    {
        await using var folder = new TemporaryFolder();
        await using var group = ProcessGroup.Start("broken", folder, "TERM", ["bash", "-c", "echo no such disk; exit 3"]);

        var failure = await Should.ThrowAsync<InvalidOperationException>(() => group.Ready(() => Task.FromResult(false)));

        failure.Message.ShouldStartWith("broken ended while it started.");
        failure.Message.ShouldEndWith("no such disk");
    }

    [Fact]
    public async Task Stopping_ends_the_children_of_the_server_too()
    {
        await using var folder = new TemporaryFolder();
        await using var group = ProcessGroup.Start("family", folder, "TERM", ["bash", "-c", "sleep 1000 & echo $!; wait"]);
        await group.Ready(() => Task.FromResult(group.LogTail().Length > 0));
        var child = int.Parse(group.LogTail());

        await group.Stop("TERM");

        Directory.Exists($"/proc/{child}").ShouldBeFalse();
    }

    [Fact]
    public async Task Tests_that_are_killed_leave_no_server_and_no_folder_behind()
    {
        await using var folder = new TemporaryFolder();
        var inner = folder.Folder("inner");
        // A shell stands for the test process: it holds the supervisor's pipe and is killed with no chance to clean up.
        var script = ProcessGroup.SupervisorCommand("orphan", Path.Combine(inner, "log"), inner, "TERM", ["sleep", "1000"]);
        var quoted = string.Join(' ', script.Select(part => $"'{part.Replace("'", "'\\''", StringComparison.Ordinal)}'"));

        var result = await Tool.Run("bash", ["-c", $"exec 3> >({quoted} >/dev/null 2>&1); sleep 0.3; kill -KILL $$"]);

        result.ExitCode.ShouldBe(137);
        await Eventually.True("the folder is removed", () => Task.FromResult(!Directory.Exists(inner)));
    }
}
