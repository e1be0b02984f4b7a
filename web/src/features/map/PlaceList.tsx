import { Loader, Text } from '@mantine/core';
import { IconMapPin } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, api } from '../../api/client';
import { thumbnailUrl } from '../../api/pictures';
import { keys } from '../../api/queries';
import type { Country } from '../../api/types';
import { countOf, formatCountry } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
import type { PhotoSearch } from '../search/searchState';
import classes from './map.module.css';

/** Countries and their cities with the most pictures first. */
export function PlaceList({ filters }: { filters: PhotoSearch }) {
  const { place: _, ...others } = filters;
  const places = useQuery({
    queryKey: [...keys.map, 'places', filters],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/places', { params: { query: filters }, signal })),
  });
  if (places.isError) {
    return (
      <div className={classes.problem}>
        <ProblemAlert error={places.error} onRetry={() => void places.refetch()} />
      </div>
    );
  }
  if (places.data === undefined) {
    return (
      <div className={classes.late}>
        <Loader aria-label="Loading the places" />
      </div>
    );
  }
  return (
    <div className={classes.list}>
      {places.data.items.map((country) => (
        <CountrySection key={country.code} country={country} filters={others} />
      ))}
      {places.data.nameless > 0 && (
        <Text size="sm" c="dimmed" mt="lg">
          {countOf(places.data.nameless, 'picture was', 'pictures were')} taken at sea or far from every town.
        </Text>
      )}
    </div>
  );
}

function CountrySection({ country, filters }: { country: Country; filters: PhotoSearch }) {
  const named = country.cities.filter((city) => city.name != null);
  // Far from every town the country itself is the place.
  const cards = named.length > 0 ? named : country.cities;
  return (
    <section className={classes.country} aria-label={formatCountry(country.code)}>
      <h2 className={classes.countryName}>
        <Link to="/photos" search={{ ...filters, place: [country.place] }} className={classes.countryLink}>
          {formatCountry(country.code)}
        </Link>
        <span className={classes.countryCount}>{countOf(country.count, 'picture', 'pictures')}</span>
      </h2>
      <ul className={classes.cities}>
        {cards.map((city) => (
          <li key={city.place}>
            <Link to="/photos" search={{ ...filters, place: [city.place] }} className={classes.city}>
              <img className={classes.cover} src={thumbnailUrl(city.cover, 'small')} alt="" loading="lazy" decoding="async" />
              <span className={classes.cityName}>
                <IconMapPin size={15} aria-hidden /> {city.name ?? formatCountry(country.code)}
              </span>
              <span className={classes.cityCount}>{countOf(city.count, 'picture', 'pictures')}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
