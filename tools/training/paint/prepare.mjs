// Renders the icons the painting model learns from, and writes what each is called.
//
//   npm ci && node prepare.mjs OUT
//
// OUT/pictures.u8   N x 128 x 128 x 3 bytes, RGB on white
// OUT/pictures.json N entries {name, hexcode, style, set, held_out, words: {en: [..], ko: [..], ...}}
//
// What is learned from is MIT (Fluent Emoji by Microsoft) and Apache-2.0 (Noto Emoji by Google, FxEmojis by Mozilla). Twemoji (CC BY 4.0) is rendered too, marked as held out: real
// pictures of the same names that no training sees, to measure against.
import { Resvg } from '@resvg/resvg-js';
import fs from 'node:fs';
import path from 'node:path';

const Side = 128;
const Drawn = 112;
const Languages = ['en', 'ko', 'de', 'fr', 'es', 'ja', 'it', 'pt'];

// Subgroups of Unicode's emoji whose names people ask for. No people (skin tones), no flags, no signs.
const Subgroups = new Set([
  0, 1, 2, 7, 8, 9, 11, 12, 13, 14, // faces, cats' and monkeys' faces, hearts
  34, 35, 36, 37, 38, 39, 40, 41, // animals, plants
  42, 43, 44, 45, 46, 47, // food and drink
  51, 54, 55, 56, 59, // buildings, vehicles, sky and weather
  62, 96, // balls and sports, shapes in colours
]);

const Sets = [
  { set: 'fluent-emoji-flat', style: 'flat' },
  { set: 'fluent-emoji', style: '3d', namesOf: 'fluent-emoji-flat' },
  { set: 'noto', style: 'noto' },
  { set: 'noto-v1', style: 'blob', namesOf: 'noto' },
  { set: 'fxemoji', style: 'plain' },
  { set: 'twemoji', style: 'twemoji', heldOut: true },
];

// The renderer ends the process at a shape of no size.
const Unrenderable = new Set(['noto-v1 ambulance', 'fluent-emoji bus', 'noto-v1 bullet train', 'fluent-emoji high-speed train', 'fluent-emoji locomotive', 'noto-v1 cocktail glass', 'noto-v1 lady beetle']);

const out = process.argv[2];
if (!out) throw new Error('usage: node prepare.mjs OUT');
fs.mkdirSync(out, { recursive: true });
const read = (file) => JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'node_modules', file)));
const emoji = Object.fromEntries(Languages.map((language) => [language, new Map(read(`emojibase-data/${language}/data.json`).map((entry) => [entry.hexcode, entry]))]));
const icons = Object.fromEntries(Sets.map(({ set }) => [set, read(`@iconify-json/${set}/icons.json`)]));
const chars = Object.fromEntries(['fluent-emoji-flat', 'noto', 'twemoji'].map((set) => [set, read(`@iconify-json/${set}/chars.json`)]));

const pictures = fs.openSync(path.join(out, 'pictures.u8'), 'w');
const entries = [];
for (const [hexcode, entry] of emoji.en) {
  if (!Subgroups.has(entry.subgroup)) continue;
  for (const { set, style, namesOf, heldOut } of Sets) {
    const icon = find(set, namesOf ?? set, hexcode, entry.label);
    if (!icon || Unrenderable.has(`${set} ${entry.label}`)) continue;
    fs.writeSync(pictures, render(icon));
    entries.push({ name: entry.label, hexcode, style, set, held_out: heldOut === true, words: wordsOf(hexcode) });
  }
}
fs.closeSync(pictures);
fs.writeFileSync(path.join(out, 'pictures.json'), JSON.stringify(entries));
console.log(`${entries.length} pictures of ${new Set(entries.map((entry) => entry.name)).size} names:`, Object.fromEntries(Sets.map(({ set }) => [set, entries.filter((entry) => entry.set === set).length])));

function find(set, naming, hexcode, label) {
  const code = hexcode.toLowerCase();
  const bare = code.replaceAll('-fe0f', '');
  // FxEmojis has no list of characters: its names are the old Unicode ones without spaces.
  const name = chars[naming] ? (chars[naming][code] ?? chars[naming][bare]) : label.replaceAll(/[^a-z0-9]/g, '');
  const { icons: all, aliases = {}, width = 16, height = 16 } = icons[set];
  const icon = name && (all[name] ?? all[aliases[name]?.parent]);
  return icon && { body: icon.body, left: icon.left ?? 0, top: icon.top ?? 0, width: icon.width ?? width, height: icon.height ?? height };
}

function render({ body, left, top, width, height }) {
  // A margin of an eighth in all, so that edges can be learned.
  const margin = (width * (Side / Drawn - 1)) / 2;
  const box = `${left - margin} ${top - margin} ${width + 2 * margin} ${height + 2 * margin}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${Side}" height="${Side}" viewBox="${box}">${body}</svg>`;
  const rendered = new Resvg(svg, { background: 'white', font: { loadSystemFonts: false } }).render();
  if (rendered.width !== Side || rendered.height !== Side) throw new Error(`rendered ${rendered.width} x ${rendered.height}`);
  const rgba = rendered.pixels;
  const rgb = Buffer.alloc(Side * Side * 3);
  for (let i = 0, j = 0; i < rgba.length; i += 4) {
    rgb[j++] = rgba[i];
    rgb[j++] = rgba[i + 1];
    rgb[j++] = rgba[i + 2];
  }
  return rgb;
}

// The label first, then what it is called besides.
function wordsOf(hexcode) {
  return Object.fromEntries(Languages.map((language) => {
    const entry = emoji[language].get(hexcode);
    return [language, entry ? [entry.label, ...(entry.tags ?? [])] : []];
  }));
}
