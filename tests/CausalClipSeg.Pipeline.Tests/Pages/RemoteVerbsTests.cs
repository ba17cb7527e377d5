using System.Text.Json;

namespace CausalClipSeg.Tests;

/// <summary>The operator verbs against a running service.</summary>
public sealed class RemoteVerbsTests
{
    [Fact]
    public async Task Operator_verbs_ask_the_service_that_server_names_and_pass_its_refusals_on()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var server = $"http://127.0.0.1:{pipeline.StatusPort}";

        (await Answer("models", "list", "--server", server))[0].GetProperty("state").GetString().ShouldBe("champion");
        (await Answer("models", "retrain", "--server", server)).GetProperty("run").GetGuid().ShouldNotBe(Guid.Empty);
        (await Run("models", "list", "--server", server, "--key", "wrong")).Error.ShouldContain("is not known here");
        var away = await Run("models", "list", "--server", "http://127.0.0.1:1");
        away.ExitCode.ShouldBe(1);
        away.Error.ShouldContain("does not answer");
    }

    private static async Task<JsonElement> Answer(params string[] arguments) =>
        JsonSerializer.Deserialize<JsonElement>((await Run(arguments)).ShouldSucceed().Output);

    private static Task<ToolResult> Run(params string[] arguments) =>
        Tool.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), .. arguments]);
}
