using Limner.Search.Fusion;
using Limner.Search.Querying;

namespace Limner.Search.Saving;

/// <summary>A search that is kept under a name. It is run anew whenever it is looked at.</summary>
/// <param name="Filter">As of <c>GET /images</c>.</param>
/// <param name="Sort">As of <c>GET /images</c>; left out: its default.</param>
/// <param name="Mode">How its words are looked for, as of <c>GET /images</c>; left out: its default.</param>
/// <param name="Album">Whether it is shown among the albums.</param>
internal sealed record SavedSearchView(string Id, string Name, FilterParameters Filter, string? Sort, SearchMode? Mode, bool Album, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <inheritdoc cref="SavedSearchView"/>
/// <param name="Name">1 to 200 characters.</param>
internal sealed record NewSavedSearch(string Name, FilterParameters Filter, string? Sort, SearchMode? Mode, bool Album = false);

/// <summary>What is to be changed; what is left out stays. A filter brings its order and its mode with it.</summary>
internal sealed record SavedSearchChange(string? Name, FilterParameters? Filter, string? Sort, SearchMode? Mode, bool? Album);
