using System.Text.Json.Serialization;
using Limner.Imaging.Metadata;
using Limner.Kernel.Errors;
using Limner.Kernel.Text;

namespace Limner.Library.Metadata;

/// <summary>A place somebody gives to an image.</summary>
/// <param name="Latitude">Degrees, -90 to 90, north is positive.</param>
/// <param name="Longitude">Degrees, -180 to 180, east is positive.</param>
internal sealed record PlaceChange(double Latitude, double Longitude);

/// <summary>What somebody says about an image (a merge patch): what is left out stays, null takes back what was said, so that the file's value shows.</summary>
internal sealed class ImageChange
{
    /// <summary>One line, up to 500 characters.</summary>
    public string? Title { get; set => (field, SaysTitle) = (value, true); }

    /// <summary>Up to 10,000 characters.</summary>
    public string? Description { get; set => (field, SaysDescription) = (value, true); }

    /// <summary>One line, up to 1,000 characters.</summary>
    public string? Rights { get; set => (field, SaysRights) = (value, true); }

    /// <summary>What the clock on the wall showed: <c>2024-05-31T14:22:05</c>; the seconds or the time of day may be left out.</summary>
    public string? TakenAt { get; set => (field, SaysTakenAt) = (value, true); }

    public PlaceChange? Place { get; set => (field, SaysPlace) = (value, true); }

    [JsonIgnore]
    public bool SaysTitle { get; private set; }

    [JsonIgnore]
    public bool SaysDescription { get; private set; }

    [JsonIgnore]
    public bool SaysRights { get; private set; }

    [JsonIgnore]
    public bool SaysTakenAt { get; private set; }

    [JsonIgnore]
    public bool SaysPlace { get; private set; }

    /// <summary>Puts into the row what is said here.</summary>
    /// <exception cref="LimnerException"><c>validation</c>, with the field.</exception>
    public void Apply(ImageEditRow row, DateTimeOffset now)
    {
        row.Title = SaysTitle ? Line(Title, MetadataText.MaxTitle, "title") : row.Title;
        row.Description = SaysDescription ? CheckDescription(Description, "description") : row.Description;
        row.Rights = SaysRights ? Line(Rights, MetadataText.MaxRights, "rights") : row.Rights;
        row.TakenAt = SaysTakenAt ? TakenTime.Parse(TakenAt, now, "taken_at") : row.TakenAt;
        if (SaysPlace)
        {
            (row.Latitude, row.Longitude) = Spot(Place) is { } spot ? (spot.Latitude, spot.Longitude) : ((double?)null, (double?)null);
        }

        row.UpdatedAt = now;
    }

    private static string? Line(string? text, int maxLength, string field) => string.IsNullOrWhiteSpace(text) ? null : PlainText.Check(text, maxLength, field);

    /// <summary>A description as it may be kept: trimmed, with plain line ends; null where nothing is said.</summary>
    /// <exception cref="LimnerException"><c>validation</c>: too long, or with characters that cannot be seen.</exception>
    public static string? CheckDescription(string? text, string field)
    {
        const int maxLength = MetadataText.MaxDescription;
        var trimmed = text?.Trim().ReplaceLineEndings("\n");
        if (string.IsNullOrEmpty(trimmed))
        {
            return null;
        }

        if (trimmed.Length > maxLength)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"At most {maxLength} characters.", field));
        }

        return PlainText.FindInvisible(trimmed, linesAllowed: true) is null
            ? trimmed
            : throw new LimnerException(ErrorCatalogue.Validation.With("It has characters that cannot be seen.", field));
    }

    private static GeoPosition? Spot(PlaceChange? place)
        => place is null ? null : GeoPosition.From(place.Latitude, place.Longitude, altitude: null)
            ?? throw new LimnerException(ErrorCatalogue.Validation.With("Degrees: latitude -90 to 90, longitude -180 to 180.", "place"));
}
