import type { paths } from '../../api/schema';
import type { GenerateOptions, Generation } from '../../api/types';

export type GenerateBody = paths['/api/v1/generate']['post']['requestBody']['content']['application/json'];
export type RagBody = paths['/api/v1/rag/generate']['post']['requestBody']['content']['application/json'];
export type PaintingModel = GenerateOptions['models'][number];
export type Preset = GenerateOptions['presets'][number];
export type PresetName = Preset['name'];

/** What is being written. Null: left to the preset, else to the model. */
export interface Draft {
  prompt: string;
  negative: string;
  preset: PresetName | null;
  model: string | null;
  width: number | null;
  height: number | null;
  steps: number | null;
  guidance: number | null;
  scheduler: string | null;
  /** Null: another by chance for each request. */
  seed: number | null;
  pictures: number;
  format: string | null;
  /** How much of the picture that is begun with is painted over, above 0 to 1. */
  strength: number;
  /** Whether pictures of the library are gone by. */
  library: boolean;
  mode: RagBody['mode'];
  /** Additions that are not wanted. */
  exclude: readonly string[];
}

export const emptyDraft: Draft = {
  prompt: '',
  negative: '',
  preset: null,
  model: null,
  width: null,
  height: null,
  steps: null,
  guidance: null,
  scheduler: null,
  seed: null,
  pictures: 1,
  format: null,
  strength: 0.8,
  library: false,
  mode: 'prompt',
  exclude: [],
};

/** The largest seed that a number holds exactly. */
export const largestSeed = Number.MAX_SAFE_INTEGER;

/** How many pictures of the library are gone by. */
export const examples = 5;

const longest = 20_000;
const mostExcluded = 100;

/** A draft as it was kept in the browser, which may hold anything. */
export function readDraft(raw: unknown): Draft {
  const kept = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
  const text = (key: string) => (typeof kept[key] === 'string' ? kept[key].slice(0, longest) : '');
  const word = (key: string) => (typeof kept[key] === 'string' && kept[key] !== '' ? kept[key].slice(0, 200) : null);
  const number = (key: string, least: number, most: number) => (typeof kept[key] === 'number' && kept[key] >= least && kept[key] <= most ? kept[key] : null);
  return {
    prompt: text('prompt'),
    negative: text('negative'),
    preset: (['low', 'balanced', 'high'] as const).find((each) => each === kept['preset']) ?? null,
    model: word('model'),
    width: number('width', 1, 100_000),
    height: number('height', 1, 100_000),
    steps: number('steps', 1, 10_000),
    guidance: number('guidance', 0, 30),
    scheduler: word('scheduler'),
    seed: Number.isSafeInteger(kept['seed']) ? number('seed', 0, largestSeed) : null,
    pictures: number('pictures', 1, 100) ?? 1,
    format: word('format'),
    strength: number('strength', 0.01, 1) ?? emptyDraft.strength,
    library: kept['library'] === true,
    mode: kept['mode'] === 'reference' ? 'reference' : 'prompt',
    exclude: Array.isArray(kept['exclude']) ? kept['exclude'].filter((each) => typeof each === 'string').slice(0, mostExcluded) : [],
  };
}

/** A draft as it was kept with the id of who wrote it; null: another's, or nobody's. */
export function keptDraft(raw: unknown, owner: string): Draft | null {
  const kept = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
  return kept['owner'] === owner ? readDraft(kept['draft']) : null;
}

/** A draft without a preset that is not offered any more. */
export function offeredDraft(draft: Draft, options: GenerateOptions): Draft {
  return draft.preset === null || options.presets.some((each) => each.name === draft.preset) ? draft : { ...draft, preset: null };
}

/** What would be painted with: what the draft says, else its preset, else its model. */
export interface Settled {
  model: PaintingModel | null;
  width: number;
  height: number;
  steps: number | null;
  guidance: number | null;
}

const usualSide = 512;

export function settle(draft: Draft, options: GenerateOptions): Settled {
  const preset = options.presets.find((each) => each.name === draft.preset);
  const wanted = draft.model ?? preset?.model ?? options.default_model;
  const model = options.models.find((each) => each.id === wanted) ?? null;
  // A preset's steps are those of its own model.
  const own = preset !== undefined && preset.model === model?.id ? preset : undefined;
  return {
    model,
    width: draft.width ?? preset?.width ?? usualSide,
    height: draft.height ?? preset?.height ?? usualSide,
    steps: draft.steps ?? own?.steps ?? model?.abilities.steps ?? null,
    guidance: draft.guidance ?? own?.guidance_scale ?? model?.abilities.guidance_scale ?? null,
  };
}

type Common = Pick<GenerateBody, 'prompt' | 'num_images' | 'priority'> & Partial<Pick<GenerateBody, 'width' | 'height' | 'format' | 'negative_prompt' | 'steps' | 'guidance_scale' | 'scheduler' | 'seed' | 'model' | 'preset'>>;

function common(draft: Draft, model: PaintingModel | null): Common {
  const abilities = model?.abilities;
  return {
    prompt: draft.prompt,
    num_images: draft.pictures,
    priority: 0,
    ...(draft.preset === null ? {} : { preset: draft.preset }),
    ...(draft.model === null ? {} : { model: draft.model }),
    ...(draft.width === null ? {} : { width: draft.width }),
    ...(draft.height === null ? {} : { height: draft.height }),
    ...(draft.format === null ? {} : { format: draft.format }),
    // What the model does not take is kept for one that does, and not sent.
    ...(draft.negative.trim() === '' || abilities?.takes_negative_prompt === false ? {} : { negative_prompt: draft.negative }),
    ...(draft.steps === null ? {} : { steps: draft.steps }),
    ...(draft.guidance === null ? {} : { guidance_scale: draft.guidance }),
    ...(draft.scheduler === null || abilities?.schedulers.includes(draft.scheduler) === false ? {} : { scheduler: draft.scheduler }),
    ...(draft.seed === null ? {} : { seed: draft.seed }),
  };
}

/** @param from what is begun with, an image of the library; null: nothing, or a file that is sent beside it */
export function bodyOf(draft: Draft, model: PaintingModel | null, from: string | null, withStrength: boolean): GenerateBody {
  return { ...common(draft, model), ...(from === null ? {} : { init_image: from }), ...(withStrength ? { strength: draft.strength } : {}) };
}

/** How pictures of the library are used: a model that takes no picture goes by their words alone. */
export function modeOf(draft: Draft, model: PaintingModel | null): Draft['mode'] {
  return model?.abilities.takes_picture === false ? 'prompt' : draft.mode;
}

export function ragBodyOf(draft: Draft, model: PaintingModel | null, preview: boolean): RagBody {
  const mode = modeOf(draft, model);
  return {
    ...common(draft, model),
    similar_examples_count: examples,
    mode,
    exclude: [...draft.exclude],
    preview,
    ...(mode === 'reference' ? { strength: draft.strength } : {}),
  };
}

/**
 * What a painted picture was made with, to be changed and painted again.
 * @param seed null: another by chance
 */
export function draftOf(generation: Generation, seed: number | null): Draft {
  return {
    ...emptyDraft,
    // As it was painted: what pictures of the library added is part of it, and they may have changed.
    prompt: generation.prompt,
    negative: generation.negative_prompt ?? '',
    model: generation.model,
    width: generation.width,
    height: generation.height,
    steps: generation.steps,
    guidance: generation.guidance_scale,
    scheduler: generation.scheduler ?? null,
    seed,
    format: generation.format,
    strength: generation.strength ?? emptyDraft.strength,
  };
}

/** How much of a picture its variations leave as it is not. */
const variation = 0.5;
const variations = 4;

/** Whether there can be any: a model that needs a mask has none for them. */
export function canVary(model: PaintingModel | null): boolean {
  return model?.abilities.needs_mask !== true;
}

/** Others like it: begun with the picture itself where the model can do that, else the same request with other seeds. */
export function variationsOf(generation: Generation, model: PaintingModel | null, mostPictures: number): { body: GenerateBody; fromPicture: boolean } {
  const fromPicture = model?.abilities.takes_picture === true;
  // At least one step is painted.
  const draft = { ...draftOf(generation, null), pictures: Math.min(variations, mostPictures), strength: Math.max(variation, 1 / generation.steps) };
  return { body: bodyOf(draft, model, null, fromPicture), fromPicture };
}

/** Where fewer steps than one would be painted, nothing can be; null where all is well. */
export function strengthFault(strength: number, steps: number | null): string | null {
  return steps === null || Math.floor(strength * steps) >= 1 ? null : `${steps} steps at this strength are less than one step.`;
}

/** A form for what comes with files. Numbers are written as they are in JSON. */
export function formOf(body: GenerateBody, picture: Blob, mask: Blob | null): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    if (value !== null && value !== undefined) {
      form.append(name, String(value));
    }
  }
  form.append('init_image', picture, 'picture');
  if (mask !== null) {
    form.append('mask', mask, 'mask.png');
  }
  return form;
}
