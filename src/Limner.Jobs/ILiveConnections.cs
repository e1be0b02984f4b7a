namespace Limner.Jobs;

/// <summary>
/// Ends open connections of the live hub, which would otherwise outlive the right they were opened with. Pages whose right is only another
/// one now connect again.
/// </summary>
public interface ILiveConnections
{
    void CloseUser(long userId);

    /// <param name="sessionId">Claim <c>limner:session</c> of the connections to end.</param>
    void CloseSession(string sessionId);

    /// <param name="apiKeyId">Claim <c>limner:api_key</c> of the connections to end.</param>
    void CloseApiKey(long apiKeyId);
}
