import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query';
import { answer, api, isTransient } from './client';
import type { Album, BulkEdit, DocumentState, Folder, Generation, Job, JobState } from './types';

/** Keys of the query cache; `live/` invalidates by them. */
export const keys = {
  setup: ['setup'] as const,
  me: ['me'] as const,
  folders: ['folders'] as const,
  failures: (folder: string) => ['folders', folder, 'failures'] as const,
  directories: (folder: string, path: string) => ['folders', folder, 'directories', path] as const,
  browse: (path: string | null) => ['browse', path] as const,
  images: ['image'] as const,
  image: (id: string) => ['image', id] as const,
  imageTags: (id: string) => ['image', id, 'tags'] as const,
  imageText: (id: string) => ['image', id, 'text'] as const,
  allSuggestions: ['suggestions'] as const,
  suggestions: (text: string) => ['suggestions', text] as const,
  trash: ['trash'] as const,
  removals: ['trash', 'removals'] as const,
  map: ['map'] as const,
  jobs: ['jobs'] as const,
  jobList: (state: JobState | null) => ['jobs', 'list', state ?? 'all'] as const,
  runningJobs: ['jobs', 'running'] as const,
  queues: ['queues'] as const,
  shares: (folder: string) => ['folders', folder, 'shares'] as const,
  albums: ['albums'] as const,
  albumShares: (album: string) => ['albums', album, 'shares'] as const,
  readQuery: (q: string) => ['search', 'query', q] as const,
  savedSearches: ['saved-searches'] as const,
  bulkEdits: ['bulk-edits'] as const,
  duplicates: ['duplicates'] as const,
  models: ['models'] as const,
  visionModels: ['vision-models'] as const,
  prompts: ['prompts'] as const,
  descriptionRuns: ['description-runs'] as const,
  descriptionTrials: ['description-trials'] as const,
  descriptionSettings: ['description-settings'] as const,
  tags: ['tags'] as const,
  tagTree: (parent: string | null, q: string) => ['tags', 'tree', parent ?? '', q] as const,
  tagOperations: ['tags', 'operations'] as const,
  vocabulary: ['vocabulary'] as const,
  vocabularyTags: (q: string) => ['vocabulary', 'tags', q] as const,
  deniedWords: (q: string) => ['vocabulary', 'denied', q] as const,
  review: ['review'] as const,
  sessions: ['sessions'] as const,
  apiKeys: ['api-keys'] as const,
  users: ['users'] as const,
  directory: ['directory'] as const,
  invitations: ['invitations'] as const,
  securityEvents: ['security-events'] as const,
  documents: ['documents'] as const,
  documentLists: ['documents', 'list'] as const,
  documentList: (q: string, state: DocumentState | null) => ['documents', 'list', q, state ?? 'all'] as const,
  documentHits: (q: string) => ['documents', 'hits', q] as const,
  similarPages: (like: readonly string[]) => ['documents', 'similar', ...like] as const,
  pagesByWords: (q: string, mode: string | null) => ['documents', 'by-words', q, mode] as const,
  document: (id: string) => ['documents', id] as const,
  documentPage: (id: string, page: number) => ['documents', id, 'page', page] as const,
  documentText: (id: string, format: string, state: string) => ['document-text', id, format, state] as const,
  folderDocuments: (folder: string) => ['documents', 'folder', folder] as const,
  generateOptions: ['generate', 'options'] as const,
  generations: ['generations'] as const,
  unfinishedGenerations: ['generations', 'unfinished'] as const,
  generationLists: ['generations', 'list'] as const,
  generationList: (state: Generation['state'] | null) => ['generations', 'list', state ?? 'all'] as const,
  openedGenerations: ['generations', 'one'] as const,
  generation: (id: string) => ['generations', 'one', id] as const,
};

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The live connection says when something changed; without it, coming back to the tab refreshes.
      staleTime: 30_000,
      retry: (count, error) => isTransient(error) && count < 3,
    },
  },
});

export const setupQuery = queryOptions({
  queryKey: keys.setup,
  queryFn: ({ signal }) => answer(api.GET('/api/v1/setup', { signal })),
});

export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: ({ signal }) => answer(api.GET('/api/v1/me', { signal })),
  staleTime: Infinity,
});

export const foldersQuery = queryOptions({
  queryKey: keys.folders,
  queryFn: async ({ signal }): Promise<Folder[]> => (await answer(api.GET('/api/v1/folders', { signal }))).items,
});

/** The directories in a folder, or in a directory of it, that hold pictures: page by page. */
export const directoriesQuery = (folder: string, path: string) =>
  infiniteQueryOptions({
    queryKey: keys.directories(folder, path),
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/folders/{id}/directories', {
          params: { path: { id: folder }, query: { path, limit: 200, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });

export const browseQuery = (path: string | null) =>
  queryOptions({
    queryKey: keys.browse(path),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/folders/browse', { params: { query: path === null ? {} : { path } }, signal })),
    staleTime: 5_000,
  });

export const imageQuery = (id: string) =>
  queryOptions({
    queryKey: keys.image(id),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/images/{id}', { params: { path: { id } }, signal })),
  });

export const imageTagsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.imageTags(id),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/images/{id}/tags', { params: { path: { id } }, signal })),
  });

export const imageTextQuery = (id: string) =>
  queryOptions({
    queryKey: keys.imageText(id),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/images/{id}/text', { params: { path: { id } }, signal })),
  });

export const suggestionsQuery = (text: string) =>
  queryOptions({
    queryKey: keys.suggestions(text),
    // With the text that they complete: it is what their places count in, whatever has been typed since.
    queryFn: async ({ signal }) => ({ ...(await answer(api.GET('/api/v1/search/suggest', { params: { query: { q: text, limit: 12 } }, signal }))), text }),
  });

/** What a query asks for, or why it cannot be read. */
export const readQueryQuery = (q: string) =>
  queryOptions({
    queryKey: keys.readQuery(q),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/search/query', { params: { query: { q } }, signal })),
    staleTime: Infinity,
  });

/** The fields that a query may have: the same for as long as the server runs. */
export const queryFieldsQuery = queryOptions({
  queryKey: ['search', 'fields'] as const,
  queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/search/fields', { signal }))).items,
  staleTime: Infinity,
});

/** The searches that one keeps, by name. */
export const savedSearchesQuery = queryOptions({
  queryKey: keys.savedSearches,
  queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/saved-searches', { signal }))).items,
});

/** What runs now; kept fresh by the live connection. */
export const runningJobsQuery = queryOptions({
  queryKey: keys.runningJobs,
  queryFn: async ({ signal }): Promise<Job[]> =>
    (await answer(api.GET('/api/v1/jobs', { params: { query: { state: 'running', limit: 50 } }, signal }))).items,
});

export const queuesQuery = queryOptions({
  queryKey: keys.queues,
  queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/queues', { signal }))).items,
});

/** Whom one's own folder is shared with. */
export const sharesQuery = (folder: string) =>
  queryOptions({
    queryKey: keys.shares(folder),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/folders/{id}/shares', { params: { path: { id: folder } }, signal })),
  });

/** All albums that one sees, by name. */
export const albumsQuery = queryOptions({
  queryKey: keys.albums,
  queryFn: async ({ signal }): Promise<Album[]> => (await answer(api.GET('/api/v1/albums', { signal }))).items,
});

/** Whom one's own album is shared with. */
export const albumSharesQuery = (album: string) =>
  queryOptions({
    queryKey: keys.albumShares(album),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/albums/{id}/shares', { params: { path: { id: album } }, signal })),
  });

/** What one did to many pictures at once in the last 30 days. */
export const bulkEditsQuery = queryOptions({
  queryKey: keys.bulkEdits,
  queryFn: async ({ signal }): Promise<BulkEdit[]> =>
    (await answer(api.GET('/api/v1/bulk-edits', { params: { query: { limit: 100 } }, signal }))).items,
});

export const sessionsQuery = queryOptions({
  queryKey: keys.sessions,
  queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/me/sessions', { signal }))).items,
});

export const apiKeysQuery = queryOptions({
  queryKey: keys.apiKeys,
  queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/api-keys', { signal }))).items,
});

/** For administrators. */
export const usersQuery = queryOptions({
  queryKey: keys.users,
  queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/users', { signal }))).items,
});

/** Everybody else that a folder could be shared with. */
export const directoryQuery = queryOptions({
  queryKey: keys.directory,
  queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/users/directory', { signal }))).items,
});

export const invitationsQuery = queryOptions({
  queryKey: keys.invitations,
  queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/invitations', { signal }))).items,
});

/** One's own tags below one (null: at the top), or with a text those of any level that read like it. */
export const tagTreeQuery = (parent: string | null, q: string) =>
  infiniteQueryOptions({
    queryKey: keys.tagTree(parent, q),
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/tags/tree', {
          params: { query: { limit: 100, ...(parent === null ? {} : { parent }), ...(q === '' ? {} : { q }), ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });

/** What one did to tags lately. */
export const tagOperationsQuery = queryOptions({
  queryKey: keys.tagOperations,
  queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/tags/operations', { params: { query: { limit: 20 } }, signal }))).items,
});

export const vocabularyQuery = queryOptions({
  queryKey: [...keys.vocabulary, 'whole'],
  queryFn: ({ signal }) => answer(api.GET('/api/v1/vocabulary', { signal })),
});

/** The allowed tags, by name. */
export const vocabularyTagsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: keys.vocabularyTags(q),
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/tags/tree', {
          params: { query: { vocabulary: true, limit: 100, ...(q === '' ? {} : { q }), ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });

export const deniedWordsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: keys.deniedWords(q),
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/vocabulary/denied', {
          params: { query: { limit: 200, ...(q === '' ? {} : { q }), ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });

/** Models that are on the server, and that can be had. */
export const modelsQuery = queryOptions({
  queryKey: keys.models,
  queryFn: ({ signal }) => answer(api.GET('/api/v1/models', { signal })),
});
