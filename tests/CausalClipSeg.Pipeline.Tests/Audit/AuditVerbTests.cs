using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using CausalClipSeg.Tests.Learning;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Tests;

/// <summary>What an operator asks of the trail: who put which model in charge, when it ran, and whether the chain holds.</summary>
public sealed class AuditVerbTests
{
    private const string Key = "the key of whoever looks after the models";

    [Fact]
    public async Task Promotion_rollback_refusal_start_and_stop_are_listed_by_who_did_them_and_a_changed_row_fails_the_check()
    {
        await using var pipeline = await PipelineUnderTest.Embedded(
            ("Status:Access:0:Name", "modeller"), ("Status:Access:0:KeySha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))), ("Status:Access:0:May", "Models"));
        var first = await pipeline.Read(db => db.Models.SingleAsync());
        var (second, third) = (await SecondModel.Add(pipeline, first), await SecondModel.Add(pipeline, first, "third"));
        using (var modeller = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{pipeline.StatusPort}/"), DefaultRequestHeaders = { { "Authorization", $"Bearer {Key}" } } })
            foreach (var act in new[] { $"{second.Id}/promote?override=true&reason=agreed", "rollback", $"{third.Id}/shadow", $"{third.Id}/reject?reason=worse", "retrain" })
                (await modeller.PostAsync($"api/models/{act}", null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        await pipeline.Restart();

        var listed = await Audit(pipeline, "list", "--messages");
        listed.EnumerateArray().Select(row => (row.GetProperty("event").GetString(), row.GetProperty("actor").GetString()!.Split(' ')[0])).Reverse().ShouldBe(
        [
            ("application-start", "causalclipseg"), ("model-promoted", "modeller"), ("model-rolled-back", "modeller"), ("model-shadowed", "modeller"), ("model-refused", "modeller"),
            ("training-requested", "modeller"),
            ("application-stop", "causalclipseg"), ("application-start", "causalclipseg"),
        ]);
        foreach (var row in listed.EnumerateArray())
            XElement.Parse(row.GetProperty("message").GetString()!).ShouldBeAnAuditMessage();
        listed[6].GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("Model causalclipseg-compact second was promoted.");
        listed[6].GetProperty("message").GetString().ShouldNotBeNull().ShouldContain(Convert.ToBase64String(
            "causalclipseg-compact second promoted: The gate was overruled. Promoted by modeller: agreed\nsecond was never judged better than the champion of now."u8));
        (await Audit(pipeline, "list", "--event", "model-promoted", "--actor", "modeller")).GetArrayLength().ShouldBe(1);
        (await Audit(pipeline, "list", "--actor", "nobody")).GetArrayLength().ShouldBe(0);
        (await Audit(pipeline, "list", "--limit", "2")).GetArrayLength().ShouldBe(2);
        (await Audit(pipeline, "check")).ShouldSatisfyAllConditions(
            check => check.GetProperty("intact").GetBoolean().ShouldBeTrue(), check => check.GetProperty("rows").GetInt32().ShouldBe(8), check => check.GetProperty("problem").ValueKind.ShouldBe(JsonValueKind.Null));

        await pipeline.Store.InTransactionAsync(db => db.Database.ExecuteSqlRawAsync(
            "DROP TRIGGER audit_record_no_update; UPDATE audit_record SET actor = 'nobody' WHERE sequence = 2", TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var broken = await Run(pipeline, "check", "--json");
        broken.ExitCode.ShouldBe(1);
        JsonDocument.Parse(broken.Output).RootElement.GetProperty("intact").GetBoolean().ShouldBeFalse();
        broken.Error.ShouldContain("model-promoted) was changed after it was written");
    }

    private static async Task<JsonElement> Audit(PipelineUnderTest pipeline, params string[] words) =>
        JsonSerializer.Deserialize<JsonElement>((await Run(pipeline, [.. words, "--json"])).ShouldSucceed().Output);

    private static Task<ToolResult> Run(PipelineUnderTest pipeline, params string[] words) =>
        Tool.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), "audit", .. words, $"Storage:Root={pipeline.Root}"]);
}
