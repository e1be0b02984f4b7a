namespace Limner.Vision.Embedding.Tokenizing;

/// <summary>Cuts a word, as the steps before have left it, into tokens of its vocabulary.</summary>
internal interface ITokenModel
{
    int VocabularySize { get; }

    int? Find(string token);

    /// <summary>Appends the ids of a word's tokens.</summary>
    void Encode(string word, List<int> ids);
}
