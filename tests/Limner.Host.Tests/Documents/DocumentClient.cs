using System.Net;
using System.Text.Json.Nodes;

namespace Limner.Host.Tests.Documents;

/// <summary>What people do with documents over HTTP.</summary>
internal static class DocumentClient
{
    /// <summary>Sends a file to be read.</summary>
    /// <returns>The document and its job.</returns>
    public static Task<JsonObject> SendDocumentAsync(this HttpClient client, byte[] file, string name = "one.pdf", params (string Name, string Value)[] fields)
        => client.SendDocumentAsync(HttpStatusCode.Accepted, file, name, fields);

    public static async Task<JsonObject> SendDocumentAsync(this HttpClient client, HttpStatusCode expected, byte[]? file, string name = "one.pdf", params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (field, value) in fields)
        {
            form.Add(new StringContent(value), field);
        }

        if (file is not null)
        {
            form.Add(new ByteArrayContent(file), "file", name);
        }

        using var response = await client.PostAsync("/api/v1/documents", form);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Sends a file and waits until the reading has ended, however.</summary>
    /// <returns>The document's id, and how it stands.</returns>
    public static async Task<(string Id, JsonObject Document)> ReadDocumentAsync(this HttpClient client, byte[] file, string name = "one.pdf", params (string Name, string Value)[] fields)
    {
        var id = (string)(await client.SendDocumentAsync(file, name, fields))["document"]!["id"]!;
        return (id, await client.EndedAsync(id));
    }

    /// <summary>Waits until nothing is done with a document any more.</summary>
    public static async Task<JsonObject> EndedAsync(this HttpClient client, string id)
        => (await Eventually.FindAsync(() => client.GetDocumentAsync(id), answer => answer["document"]!["job"] is null, seconds: 60))["document"]!.AsObject();

    public static Task<JsonObject> GetDocumentAsync(this HttpClient client, string id, string more = "") => client.SendAsync(HttpMethod.Get, $"/api/v1/documents/{id}{more}", null, HttpStatusCode.OK);
}
