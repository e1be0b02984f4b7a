using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Limner.Search.Querying;

/// <summary>The filters of a list of images as they are asked for, in a query or in a body; <see cref="ImageFilter.Parse"/> checks them.</summary>
internal sealed record FilterParameters
{
    /// <summary>
    /// Words, <c>"quoted words"</c>, <c>-words</c> and fields (<c>tag:dog</c>, <c>date:2024-05..2024-08</c>; all are told by <c>GET /search/fields</c>), joined by <c>AND</c>,
    /// <c>OR</c>, <c>NOT</c> and parentheses.
    /// </summary>
    [FromQuery(Name = "q")]
    public string? Q { get; init; }

    /// <summary>Names or ids; an image has them all.</summary>
    [FromQuery(Name = "tag"), JsonPropertyName("tag")]
    public string[]? Tags { get; init; }

    /// <summary>Ids; an image has a file in any of them.</summary>
    [FromQuery(Name = "folder"), JsonPropertyName("folder")]
    public string[]? Folders { get; init; }

    /// <summary>A directory of the one folder asked for, <c>2024/Trip</c>; an image has a file anywhere below it.</summary>
    [FromQuery(Name = "directory")]
    public string? Directory { get; init; }

    /// <summary>Whether the file must lie in the directory, or the folder, itself.</summary>
    [FromQuery(Name = "direct")]
    public bool? Direct { get; init; }

    /// <summary>Ids; an image is in any of them. What was archived is not left out there.</summary>
    [FromQuery(Name = "album"), JsonPropertyName("album")]
    public string[]? Albums { get; init; }

    /// <summary>Models; an image was taken by any of them.</summary>
    [FromQuery(Name = "camera"), JsonPropertyName("camera")]
    public string[]? Cameras { get; init; }

    /// <summary>A country (<c>KR</c>), a city in it (<c>KR/Seoul</c>) or a city anywhere (<c>Seoul</c>); an image was taken in any of them.</summary>
    [FromQuery(Name = "place"), JsonPropertyName("place")]
    public string[]? Places { get; init; }

    /// <summary>
    /// <c>west,south,east,north</c> in degrees: an image was taken there. West is greater than east where it crosses the antimeridian.
    /// </summary>
    [FromQuery(Name = "bbox"), JsonPropertyName("bbox")]
    public string? Box { get; init; }

    /// <summary>The first day, month or year.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>The last day, month or year.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; init; }

    /// <summary>Whether it is a favourite of the asking person.</summary>
    [FromQuery(Name = "favourite")]
    public bool? Favourite { get; init; }

    /// <summary>At least so many stars, 1 to 5.</summary>
    [FromQuery(Name = "rating")]
    public int? Rating { get; init; }

    /// <summary><c>false</c> (what it is when left out, but for albums): no archived images; <c>true</c>: nothing but them; <c>include</c>: both.</summary>
    [FromQuery(Name = "archived")]
    public string? Archived { get; init; }

    /// <summary><c>true</c>: nothing but one's own images of which no file is there, which are in no other list. Words find none of them.</summary>
    [FromQuery(Name = "missing")]
    public bool? Missing { get; init; }
}
