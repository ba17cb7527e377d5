namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>A folder with a file for each secret, named like its setting (Database__Postgres); what is wrong with it is a sentence, since a secret that is not read starts another service.</summary>
internal sealed record SecretFolder(string Folder, bool MustExist) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Files(this);

    private sealed class Files(SecretFolder secrets) : ConfigurationProvider
    {
        /// <summary>systemd puts the credential's name before the name of each file of a folder (LoadCredential=secrets:FOLDER).</summary>
        private const string OfSystemd = "secrets_";

        public override void Load()
        {
            var read = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
            foreach (var file in Names())
                read[Setting(Path.GetFileName(file))] = Text(file);
            Data = read;
        }

        private string[] Names() => Directory.Exists(secrets.Folder) ? Directory.GetFiles(secrets.Folder)
            : !secrets.MustExist ? []
            : throw new InvalidDataException($"{PipelineConfiguration.SecretsVariable} names {secrets.Folder}, and there is no such folder. Correct it, or unset it where there are no secrets.");

        private static string Setting(string name) =>
            (name.StartsWith(OfSystemd, StringComparison.Ordinal) ? name[OfSystemd.Length..] : name).Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);

        private static string Text(string file)
        {
            try
            {
                var text = File.ReadAllText(file);
                return text.EndsWith('\n') ? text[..^1] : text;
            }
            catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
            {
                throw new InvalidDataException($"The secret {file} is a link to a file that is not there. Put the file in its place, or remove the link.", missing);
            }
            catch (UnauthorizedAccessException closed)
            {
                throw new InvalidDataException($"The secret {file} may not be read by {Environment.UserName}. Give it to the user of the service.", closed);
            }
        }
    }
}
