using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CausalClipSeg.Dicom.Network;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>How a verb is told whom to talk to: a DICOM node, or with --web a DICOMweb server.</summary>
internal sealed class DicomPeerOptions
{
    private readonly Option<string> _host = new("--host") { Description = "Host of the DICOM node.", DefaultValueFactory = _ => "127.0.0.1" };
    private readonly Option<int> _port = new("--port") { Description = "Port of the DICOM node.", DefaultValueFactory = _ => 104 };
    private readonly Option<string> _called = new("--called") { Description = "AE title of the peer.", DefaultValueFactory = _ => "ANY-SCP" };
    private readonly Option<string> _calling = new("--calling") { Description = "Our AE title.", DefaultValueFactory = _ => "CAUSALCLIPSEG" };
    private readonly Option<double> _timeout = new("--timeout") { Description = "Seconds to wait for an answer.", DefaultValueFactory = _ => 30 };
    private readonly Option<bool> _tls = new("--tls") { Description = "TLS 1.2 or later." };
    private readonly Option<string?> _certificate = new("--cert") { Description = "Our certificate: PEM or PKCS #12." };
    private readonly Option<string?> _key = new("--key") { Description = "The key of a PEM certificate." };
    private readonly Option<string?> _trusted = new("--trusted") { Description = "PEM file of the authorities that are believed." };
    private readonly Option<Uri?> _web = new("--web") { Description = "DICOMweb root, such as https://pacs/dicom-web/; instead of host and port.", CustomParser = Root };
    private readonly Option<string?> _user = new("--user") { Description = "Name:password for basic authentication." };
    private readonly Option<string?> _token = new("--token") { Description = "Bearer token." };
    private readonly Option<string?> _userFile = CommonOptions.SecretFile("--user-file", "what --user takes");
    private readonly Option<string?> _tokenFile = CommonOptions.SecretFile("--token-file", "the bearer token");

    public void AddTo(Command command, bool withWeb)
    {
        foreach (var option in (Option[])[_host, _port, _called, _calling, _timeout, _tls, _certificate, _key, _trusted])
            command.Add(option);
        foreach (var option in withWeb ? (Option[])[_web, _user, _userFile, _token, _tokenFile] : [])
            command.Add(option);
        command.Validators.Add(given =>
        {
            if (Misuse(given) is { } misuse)
                given.AddError(misuse);
        });
    }

    public PacsDestination Node(ParseResult parsed) => new(
        parsed.GetRequiredValue(_host), parsed.GetRequiredValue(_port), parsed.GetRequiredValue(_called), parsed.GetRequiredValue(_calling))
    {
        Timeout = Timeout(parsed),
        Tls = parsed.GetValue(_tls) ? Identity(parsed) : null,
    };

    /// <returns>Null where the verb is to talk to a DICOM node.</returns>
    public DicomWebClient? Web(ParseResult parsed) => parsed.GetValue(_web) is not { } root ? null : new DicomWebClient(new DicomWebOptions(root)
    {
        Basic = CommonOptions.Secret(parsed.GetValue(_user), parsed.GetValue(_userFile))?.Split(':', 2) is [var user, var password] ? (user, password) : null,
        Bearer = CommonOptions.Secret(parsed.GetValue(_token), parsed.GetValue(_tokenFile)),
        Tls = parsed.GetValue(_trusted) is null && parsed.GetValue(_certificate) is null ? null : Identity(parsed),
        Timeout = Timeout(parsed),
    });

    /// <summary>A peer that knows none of the titles says so in the standard's words only.</summary>
    public static string Advised(string message) =>
        message.Contains("CalledAENotRecognized", StringComparison.Ordinal) ? $"{message} Give the peer's own AE title in --called; this service's is CAUSALCLIPSEG unless Intake:AeTitle says otherwise."
        : message.Contains("CallingAENotRecognized", StringComparison.Ordinal) ? $"{message} Give a title that the peer lets in, in --calling."
        : message;

    private static Uri? Root(ArgumentResult given)
    {
        if (Uri.TryCreate(given.Tokens[0].Value, UriKind.Absolute, out var root) && (root.Scheme == Uri.UriSchemeHttp || root.Scheme == Uri.UriSchemeHttps))
            return root;
        given.AddError($"'{given.Tokens[0].Value}' is no DICOMweb root; write for example https://pacs/dicom-web/.");
        return null;
    }

    /// <summary>What would go unnoticed: a connection that was meant to be encrypted, or credentials that are not sent.</summary>
    private string? Misuse(SymbolResult given)
    {
        string? Text(Option option) => given.GetResult(option) is { Implicit: false, Tokens: [var token, ..] } ? token.Value : null;
        var isWeb = Text(_web) is not null;
        return Text(_user) is { } user && !user.Contains(':', StringComparison.Ordinal) ? "--user takes a name and a password with a colon between them."
            : !isWeb && (Text(_user) ?? Text(_token) ?? Text(_userFile) ?? Text(_tokenFile)) is not null ? "--user and --token go with --web: a DICOM association carries neither."
            : !isWeb && given.GetResult(_tls) is null or { Implicit: true } && (Text(_certificate) ?? Text(_key) ?? Text(_trusted)) is not null
                ? "--cert, --key and --trusted need --tls: without it the connection is plain."
            : double.TryParse(Text(_timeout), CultureInfo.InvariantCulture, out var seconds) && seconds <= 0 ? "--timeout takes seconds above 0."
            : int.TryParse(Text(_port), CultureInfo.InvariantCulture, out var port) && port is < 1 or > 65535 ? "--port takes a TCP port, 1 to 65535."
            : null;
    }

    private TimeSpan Timeout(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetRequiredValue(_timeout));

    private TlsIdentity Identity(ParseResult parsed) => new()
    {
        CertificateFile = parsed.GetValue(_certificate),
        KeyFile = parsed.GetValue(_key),
        TrustedFile = parsed.GetValue(_trusted),
    };
}
