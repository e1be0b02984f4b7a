import type { components } from './schema';

type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type Folder = Schemas['Folder'];
export type FileFailure = Schemas['FileFailure'];
export type ImageSummary = Schemas['ImageSummary'];
export type ImageDetails = Schemas['ImageDetails'];
export type ImageFile = Schemas['ImageFile'];
export type ImageTag = Schemas['ImageTag'];
export type ImageTags = Schemas['ImageTags'];
export type Detection = Schemas['Detection'];
export type Suggestion = Schemas['Suggestion'];
export type TimelineMonth = Schemas['TimelineMonth'];
export type Job = Schemas['Job'];
export type JobState = Job['state'];
export type Queue = Schemas['Queue'];
