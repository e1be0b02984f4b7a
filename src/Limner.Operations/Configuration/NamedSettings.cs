using Microsoft.Extensions.Configuration;

namespace Limner.Operations.Configuration;

/// <summary>Settings of one origin, which a message can name: the command line, the environment, a file.</summary>
internal sealed class NamedSettings(string origin, IDictionary<string, string?> data) : ConfigurationProvider, IConfigurationSource
{
    private IDictionary<string, string?> _data = data;

    public string Origin => origin;

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override void Load() => Data = _data;

    /// <summary>Whether it has elements for the list at <paramref name="path"/>.</summary>
    public bool SetsList(string path) => _data.ContainsKey($"{path}:0");

    public void RemoveList(string path)
    {
        foreach (var element in _data.Keys.Where(key => key.StartsWith($"{path}:", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            _data.Remove(element);
        }
    }

    /// <summary>Takes new values and tells everyone who watches the configuration.</summary>
    public void Replace(IDictionary<string, string?> newData)
    {
        _data = newData;
        Data = newData;
        OnReload();
    }
}
