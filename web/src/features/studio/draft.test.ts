import { describe, expect, it } from 'vitest';
import type { GenerateOptions, Generation } from '../../api/types';
import { bodyOf, canVary, draftOf, emptyDraft, formOf, keptDraft, offeredDraft, ragBodyOf, readDraft, settle, strengthFault, variationsOf } from './draft';

const abilities = {
  native_side: 512,
  size_step: 8,
  smallest_side: 64,
  longest_side: 1024,
  most_steps: 150,
  steps: 20,
  guidance_scale: 7.5,
  takes_negative_prompt: true,
  takes_picture: true,
  needs_mask: false,
  schedulers: ['ddim', 'euler'],
};
const options = {
  models: [
    { id: 'sd15', title: 'SD', remote: false, abilities },
    { id: 'turbo', title: 'Turbo', remote: false, abilities: { ...abilities, steps: 4, guidance_scale: 0, takes_negative_prompt: false, takes_picture: false } },
  ],
  default_model: 'sd15',
  presets: [{ name: 'low', model: 'turbo', width: 256, height: 256, steps: 2, guidance_scale: 0, threads: 2, is_measured: false }],
} as unknown as GenerateOptions;
const [plain, turbo] = [options.models[0]!, options.models[1]!];
const painted = { id: 'gen_1', prompt: 'a cat, fur', model: 'sd15', num_images: 3, width: 256, height: 128, format: 'png', steps: 12, guidance_scale: 5, scheduler: 'ddim', seed: 7, strength: null } as unknown as Generation;

describe('readDraft', () => {
  it('reads what was kept', () => {
    const draft = { ...emptyDraft, prompt: 'a cat', preset: 'low' as const, seed: 5, exclude: ['dog'], library: true };
    expect(readDraft(JSON.parse(JSON.stringify(draft)))).toEqual(draft);
  });

  it('takes nothing from what makes no sense', () => {
    expect(readDraft(null)).toEqual(emptyDraft);
    expect(readDraft({ prompt: 4, preset: 'best', seed: 1.5, pictures: -1, strength: 7, exclude: [3], steps: 'x' })).toEqual(emptyDraft);
  });
});

describe('keptDraft', () => {
  it('is read by who wrote it, and by nobody else', () => {
    const kept = { owner: 'usr_1', draft: { ...emptyDraft, prompt: 'a cat' } };
    expect(keptDraft(kept, 'usr_1')).toEqual(kept.draft);
    expect(keptDraft(kept, 'usr_2')).toBeNull();
    expect(keptDraft(kept.draft, 'usr_1')).toBeNull();
    expect(keptDraft(null, 'usr_1')).toBeNull();
  });
});

describe('offeredDraft', () => {
  it('has no preset that is not offered', () => {
    expect(offeredDraft({ ...emptyDraft, preset: 'low' }, options).preset).toBe('low');
    expect(offeredDraft({ ...emptyDraft, preset: 'high' }, options).preset).toBeNull();
  });
});

describe('settle', () => {
  it('asks the draft, then the preset, then the model', () => {
    expect(settle(emptyDraft, options)).toEqual({ model: plain, width: 512, height: 512, steps: 20, guidance: 7.5 });
    expect(settle({ ...emptyDraft, preset: 'low' }, options)).toEqual({ model: turbo, width: 256, height: 256, steps: 2, guidance: 0 });
    expect(settle({ ...emptyDraft, preset: 'low', model: 'sd15', width: 320 }, options)).toEqual({ model: plain, width: 320, height: 256, steps: 20, guidance: 7.5 });
  });

  it('knows no model where none is', () => {
    expect(settle({ ...emptyDraft, model: 'gone' }, options).model).toBeNull();
  });
});

describe('bodyOf', () => {
  it('says only what was said', () => {
    expect(bodyOf({ ...emptyDraft, prompt: 'a cat' }, plain, null, false)).toEqual({ prompt: 'a cat', num_images: 1, priority: 0 });
  });

  it('leaves out what the model does not take', () => {
    const draft = { ...emptyDraft, prompt: 'a cat', negative: 'dogs', scheduler: 'unipc' };
    expect(bodyOf(draft, turbo, null, false)).toEqual({ prompt: 'a cat', num_images: 1, priority: 0 });
    expect(bodyOf(draft, plain, 'img_1', true)).toMatchObject({ negative_prompt: 'dogs', init_image: 'img_1', strength: 0.8 });
  });

  it('becomes a form beside files', () => {
    const form = formOf(bodyOf({ ...emptyDraft, prompt: 'a cat', seed: 9 }, plain, null, true), new Blob(['p']), new Blob(['m']));
    expect([...form.keys()]).toEqual(['prompt', 'num_images', 'priority', 'seed', 'strength', 'init_image', 'mask']);
    expect(form.get('seed')).toBe('9');
  });
});

describe('ragBodyOf', () => {
  it('has a strength only where a picture is begun with', () => {
    expect(ragBodyOf({ ...emptyDraft, prompt: 'a cat', exclude: ['fur'] }, plain, true)).toMatchObject({ preview: true, mode: 'prompt', exclude: ['fur'] });
    expect(ragBodyOf(emptyDraft, plain, true)).not.toHaveProperty('strength');
    expect(ragBodyOf({ ...emptyDraft, mode: 'reference' }, plain, false)).toMatchObject({ strength: 0.8, preview: false });
  });
});

describe('ragBodyOf with a model that takes no picture', () => {
  it('goes by words', () => {
    const body = ragBodyOf({ ...emptyDraft, mode: 'reference' }, turbo, false);
    expect(body.mode).toBe('prompt');
    expect(body).not.toHaveProperty('strength');
  });
});

describe('draftOf', () => {
  it('has all that the picture was made with', () => {
    expect(bodyOf(draftOf(painted, 9), plain, null, false)).toEqual({
      prompt: 'a cat, fur', num_images: 1, priority: 0, model: 'sd15', width: 256, height: 128, format: 'png', steps: 12, guidance_scale: 5, scheduler: 'ddim', seed: 9,
    });
  });
});

describe('variationsOf', () => {
  it('begins with the picture where the model can', () => {
    const made = variationsOf(painted, plain, 2);
    expect(made).toMatchObject({ fromPicture: true, body: { num_images: 2, strength: 0.5 } });
    expect(made.body).not.toHaveProperty('seed');
  });

  it('paints one step at least', () => {
    expect(variationsOf({ ...painted, steps: 1 }, plain, 2).body.strength).toBe(1);
    expect(variationsOf({ ...painted, steps: 2 }, plain, 2).body.strength).toBe(0.5);
  });

  it('cannot be where a mask is needed', () => {
    expect(canVary(plain)).toBe(true);
    expect(canVary({ ...plain, abilities: { ...plain.abilities, needs_mask: true } })).toBe(false);
  });

  it('paints the same anew where it cannot', () => {
    const made = variationsOf(painted, turbo, 8);
    expect(made.fromPicture).toBe(false);
    expect(made.body).not.toHaveProperty('strength');
  });
});

describe('strengthFault', () => {
  it('tells what is less than a step', () => {
    expect(strengthFault(0.2, 4)).not.toBeNull();
    expect(strengthFault(0.25, 4)).toBeNull();
    expect(strengthFault(0.01, null)).toBeNull();
  });
});
