namespace FellowOakDicom.IO;

/// <summary>The file that values on disk are read from.</summary>
public interface IFileReference
{
    string Name { get; }

    bool Exists { get; }

    Stream OpenRead();

    void Delete();
}

/// <summary>A file by its path.</summary>
public sealed class FileReference(string fileName) : IFileReference
{
    public string Name { get; } = fileName;

    public bool Exists => File.Exists(Name);

    public Stream OpenRead() => File.OpenRead(Name);

    public void Delete() => File.Delete(Name);

    public override string ToString() => Name;
}
