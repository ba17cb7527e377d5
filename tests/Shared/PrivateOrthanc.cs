using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CausalClipSeg.Tests;

/// <summary>An Orthanc for the tests alone: a PACS with C-STORE, C-FIND, C-MOVE, storage commitment, REST and DICOMweb.</summary>
public sealed class PrivateOrthanc : PrivateServer
{
    private readonly string _server;
    private readonly HttpClient _http;

    private PrivateOrthanc(string server, string dicomWeb, JsonObject? settings) : base("orthanc", "TERM")
    {
        _server = server;
        _http = new HttpClient { BaseAddress = HttpUri, Timeout = TimeSpan.FromSeconds(60) };
        var configuration = JsonNode.Parse($$"""
            {
              "Name": "Tests", "StorageDirectory": "{{Folder.Folder("storage")}}", "IndexDirectory": "{{Folder.Folder("index")}}",
              "HttpPort": {{HttpPort}}, "RemoteAccessAllowed": false, "AuthenticationEnabled": false,
              "DicomAet": "{{AeTitle}}", "DicomPort": {{DicomPort}}, "DicomCheckCalledAet": false, "DicomAlwaysAllowStore": true,
              "DicomAlwaysAllowEcho": true, "DicomAlwaysAllowFind": true, "DicomAlwaysAllowMove": true,
              "OverwriteInstances": true, "StableAge": 1, "DefaultEncoding": "Utf8",
              "Plugins": ["{{dicomWeb}}"], "DicomWeb": { "Enable": true, "Root": "/dicom-web/" }
            }
            """)!.AsObject();
        foreach (var (key, value) in settings ?? []) configuration[key] = value?.DeepClone();
        File.WriteAllText(ConfigurationFile, configuration.ToJsonString());
    }

    public static string AeTitle => "ORTHANC";

    public int DicomPort { get; } = FreePort.Next();

    public int HttpPort { get; } = FreePort.Next();

    public Uri HttpUri => new($"http://127.0.0.1:{HttpPort}/");

    public Uri DicomWebUri => new(HttpUri, "dicom-web/");

    private string ConfigurationFile => Folder.File("orthanc.json");

    /// <param name="settings">Orthanc settings on top of ours, e.g. <c>OverwriteInstances</c> or <c>DicomModalities</c>.</param>
    public static async Task<PrivateOrthanc> Start(JsonObject? settings = null)
    {
        var orthanc = new PrivateOrthanc(Peers.Require(Peers.Orthanc), Peers.Require(Peers.OrthancDicomWeb), settings);
        await orthanc.Launch();
        return orthanc;
    }

    /// <summary>Makes an application entity known, as destination of C-STORE, C-MOVE and storage commitment reports.</summary>
    public async Task AddModality(string name, string aeTitle, int port) =>
        await Send(HttpMethod.Put, $"modalities/{name}", Json(new { AET = aeTitle, Host = "127.0.0.1", Port = port }));

    /// <summary>Stores a DICOM file over REST; Orthanc's id of the instance.</summary>
    public async Task<string> Upload(byte[] file)
    {
        var answer = await Send(HttpMethod.Post, "instances", new ByteArrayContent(file));
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("ID").GetString() ?? "";
    }

    /// <summary>Orthanc sends the instances to a known modality by C-STORE.</summary>
    public async Task SendTo(string modality, params string[] instances) =>
        await Send(HttpMethod.Post, $"modalities/{modality}/store", Json(instances));

    public async Task<IReadOnlyList<string>> Instances() => await Get<string[]>("instances");

    /// <summary>Orthanc's ids of the instances whose attributes match, by keyword: <c>("Modality", "SEG")</c>, <c>("StudyInstanceUID", uid)</c>.</summary>
    public async Task<IReadOnlyList<string>> Find(params (string Keyword, string Value)[] query)
    {
        var body = new { Level = "Instance", CaseSensitive = true, Query = query.ToDictionary(pair => pair.Keyword, pair => pair.Value) };
        var answer = await Send(HttpMethod.Post, "tools/find", Json(body));
        return JsonSerializer.Deserialize<string[]>(answer) ?? [];
    }

    /// <summary>Waits until exactly <paramref name="count"/> or more instances match, and returns their ids.</summary>
    public Task<IReadOnlyList<string>> Await(int count, TimeSpan within, params (string Keyword, string Value)[] query) =>
        Eventually.Get<IReadOnlyList<string>>(
            $"{count} instance(s) in Orthanc with {string.Join(", ", query.Select(pair => $"{pair.Keyword}={pair.Value}"))}",
            async () => await Find(query) is { } found && found.Count >= count ? found : null, within);

    /// <summary>The instance as the DICOM file that Orthanc stored.</summary>
    public Task<byte[]> Download(string instance) => _http.GetByteArrayAsync($"instances/{instance}/file", TestContext.Current.CancellationToken);

    /// <summary>The instance's attributes by keyword, sequences as arrays; no pixel data.</summary>
    public Task<JsonElement> Tags(string instance) => Get<JsonElement>($"instances/{instance}/simplified-tags");

    public Task<JsonElement> Statistics() => Get<JsonElement>("statistics");

    /// <summary>Deletes all patients.</summary>
    public async Task Clear()
    {
        foreach (var patient in await Get<string[]>("patients")) await Send(HttpMethod.Delete, $"patients/{patient}");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _http.Dispose();
    }

    protected override IEnumerable<string> Command() => [_server, ConfigurationFile];

    protected override async Task<bool> Answers()
    {
        try
        {
            using var answer = await _http.GetAsync("system");
            return answer.IsSuccessStatusCode || answer.StatusCode == System.Net.HttpStatusCode.Unauthorized;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // Orthanc's field names are case-sensitive.
    private static JsonContent Json<T>(T body) => JsonContent.Create(body, options: JsonSerializerOptions.Default);

    private async Task<T> Get<T>(string path)
    {
        var answer = await Send(HttpMethod.Get, path);
        return JsonSerializer.Deserialize<T>(answer) ?? throw new InvalidDataException($"Orthanc answered null to {path}.");
    }

    private async Task<byte[]> Send(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)answer.StatusCode} {System.Text.Encoding.UTF8.GetString(body)}\n{LogTail()}");
        return body;
    }
}
