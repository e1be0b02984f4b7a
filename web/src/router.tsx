import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { onSignedOut } from './api/client';
import { keys, meQuery, queryClient, setupQuery } from './api/queries';
import { toProblem } from './api/problem';
import { readDocumentSearch, readDocumentsSearch } from './features/documents/documents';
import { readDuplicatesSearch } from './features/duplicates/duplicatesSearch';
import { readMapSearch } from './features/map/mapSearch';
import { parseParameters, readSearch, stringifyParameters } from './features/search/searchState';
import { readEventSearch } from './features/security/eventSearch';
import { readReviewSearch } from './features/review/reviewSearch';
import { readStudioSearch } from './features/studio/studioSearch';
import { readTagsSearch } from './features/tags/tagsSearch';
import { readEntrance } from './features/session/entranceSearch';
import { takeToken } from './features/welcome/token';
import { NotFoundPage, RouteError, RoutePending } from './ui/states';

const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: RouteError,
});

/** Before the router looks at the address: what it has seen it would write back. */
takeToken();

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  beforeLoad: async () => {
    const setup = await queryClient.fetchQuery({ ...setupQuery, staleTime: 0 });
    if (!setup.needed) {
      throw redirect({ to: '/photos', replace: true });
    }
  },
  component: lazyRouteComponent(() => import('./features/setup/SetupPage'), 'SetupPage'),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: readEntrance,
  beforeLoad: async () => {
    const setup = await queryClient.fetchQuery({ ...setupQuery, staleTime: 0 });
    if (setup.needed) {
      throw redirect({ to: '/setup', replace: true });
    }
  },
  component: lazyRouteComponent(() => import('./features/session/SignInPage'), 'SignInPage'),
});

const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  component: lazyRouteComponent(() => import('./features/welcome/WelcomePage'), 'WelcomePage'),
});

/** Everything behind the sign-in. */
const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(meQuery);
    } catch (error) {
      const problem = toProblem(error);
      if (problem.status !== 401) {
        throw problem;
      }
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { back: location.href }, replace: true });
    }
  },
  component: lazyRouteComponent(() => import('./ui/Shell'), 'Shell'),
});

const indexRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/photos', replace: true });
  },
});

const photosRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/photos',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import('./features/gallery/GalleryPage'), 'GalleryPage'),
});

/** Over the same search, so that left and right go through what was found and Back closes the picture. */
const photoRoute = createRoute({
  getParentRoute: () => photosRoute,
  path: '$imageId',
  component: lazyRouteComponent(() => import('./features/lightbox/Lightbox'), 'Lightbox'),
});

const mapRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/map',
  validateSearch: readMapSearch,
  component: lazyRouteComponent(() => import('./features/map/MapPage'), 'MapPage'),
});

const foldersRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/folders',
  validateSearch: (raw: Record<string, unknown>): { add?: string } => (raw['add'] === undefined ? {} : { add: '1' }),
  component: lazyRouteComponent(() => import('./features/folders/FoldersPage'), 'FoldersPage'),
});

const albumsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/albums',
  validateSearch: (raw: Record<string, unknown>): { add?: string } => (raw['add'] === undefined ? {} : { add: '1' }),
  component: lazyRouteComponent(() => import('./features/albums/AlbumsPage'), 'AlbumsPage'),
});

const taggingRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/tagging',
  validateSearch: (raw: Record<string, unknown>): { pictures?: string; trial?: string } => ({
    ...(typeof raw['pictures'] === 'string' && /^img_\w+(,img_\w+){0,19}$/.test(raw['pictures']) ? { pictures: raw['pictures'] } : {}),
    ...(typeof raw['trial'] === 'string' && /^tri_\w+$/.test(raw['trial']) ? { trial: raw['trial'] } : {}),
  }),
  component: lazyRouteComponent(() => import('./features/tagging/TaggingPage'), 'TaggingPage'),
});

const tagsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/tags',
  validateSearch: readTagsSearch,
  component: lazyRouteComponent(() => import('./features/tags/TagsPage'), 'TagsPage'),
});

const vocabularyRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/vocabulary',
  validateSearch: readTagsSearch,
  component: lazyRouteComponent(() => import('./features/vocabulary/VocabularyPage'), 'VocabularyPage'),
});

const reviewRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/review',
  validateSearch: readReviewSearch,
  component: lazyRouteComponent(() => import('./features/review/ReviewPage'), 'ReviewPage'),
});

const editsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/edits',
  component: lazyRouteComponent(() => import('./features/edits/EditsPage'), 'EditsPage'),
});

const duplicatesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/duplicates',
  validateSearch: readDuplicatesSearch,
  component: lazyRouteComponent(() => import('./features/duplicates/DuplicatesPage'), 'DuplicatesPage'),
});

const documentsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/documents',
  validateSearch: readDocumentsSearch,
  component: lazyRouteComponent(() => import('./features/documents/DocumentsPage'), 'DocumentsPage'),
});

const documentRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/documents/$documentId',
  validateSearch: readDocumentSearch,
  component: lazyRouteComponent(() => import('./features/documents/DocumentPage'), 'DocumentPage'),
});

const studioRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/studio',
  validateSearch: readStudioSearch,
  component: lazyRouteComponent(() => import('./features/studio/StudioPage'), 'StudioPage'),
});

const trashRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/trash',
  component: lazyRouteComponent(() => import('./features/trash/TrashPage'), 'TrashPage'),
});

const jobsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/jobs',
  validateSearch: (raw: Record<string, unknown>): { state?: string } => (typeof raw['state'] === 'string' ? { state: raw['state'] } : {}),
  component: lazyRouteComponent(() => import('./features/jobs/JobsPage'), 'JobsPage'),
});

const accountRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./features/account/AccountPage'), 'AccountPage'),
});

const peopleRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/people',
  validateSearch: (raw: Record<string, unknown>): { invite?: string } => (raw['invite'] === undefined ? {} : { invite: '1' }),
  component: lazyRouteComponent(() => import('./features/people/PeoplePage'), 'PeoplePage'),
});

const securityRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/security',
  validateSearch: readEventSearch,
  component: lazyRouteComponent(() => import('./features/security/SecurityPage'), 'SecurityPage'),
});

const modelsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/models',
  validateSearch: (raw: Record<string, unknown>): { import?: string } => (raw['import'] === undefined ? {} : { import: '1' }),
  component: lazyRouteComponent(() => import('./features/models/ModelsPage'), 'ModelsPage'),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    setupRoute,
    signInRoute,
    welcomeRoute,
    appRoute.addChildren([
      indexRoute,
      photosRoute.addChildren([photoRoute]),
      albumsRoute,
      tagsRoute,
      vocabularyRoute,
      reviewRoute,
      editsRoute,
      taggingRoute,
      mapRoute,
      foldersRoute,
      duplicatesRoute,
      documentsRoute,
      documentRoute,
      studioRoute,
      trashRoute,
      jobsRoute,
      accountRoute,
      peopleRoute,
      securityRoute,
      modelsRoute,
    ]),
  ]),
  // What a route's validation leaves out is gone: without this, a page would see the raw parameters beside the valid ones.
  search: { strict: true },
  parseSearch: parseParameters,
  stringifySearch: stringifyParameters,
  defaultPreload: 'intent',
  defaultPendingComponent: RoutePending,
  defaultErrorComponent: RouteError,
  defaultNotFoundComponent: NotFoundPage,
  // Both grids keep their own scroll position; the window itself never scrolls.
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
  interface HistoryState {
    /** The lightbox was opened from the grid, so that going back closes it. */
    fromGrid?: boolean;
  }
}

// A session can end at any time (another tab, an expired cookie): whatever request notices first leads to the sign-in, and from there
// back. A whole new page, so that nothing of this account stays in memory for the next one.
onSignedOut(() => {
  const { pathname, href } = router.state.location;
  if (queryClient.getQueryData(keys.me) === undefined || ['/sign-in', '/setup', '/welcome'].includes(pathname)) {
    return;
  }
  queryClient.removeQueries({ queryKey: keys.me });
  window.location.replace(`/sign-in${stringifyParameters({ back: href, note: 'ended' })}`);
});
