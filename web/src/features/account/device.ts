export type DeviceKind = 'computer' | 'phone' | 'tablet' | 'program';

export interface Device {
  /** `Firefox on Linux`; the beginning of what the program calls itself when it is no browser that is known. */
  name: string;
  kind: DeviceKind;
}

// In this order: each browser claims to be those below it too.
const browsers: [RegExp, string][] = [
  [/\bEdgA?\/|\bEdgiOS\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bHeadlessChrome\//, 'Chrome without a window'],
  [/\bChrome\/|\bCriOS\/|\bChromium\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'Mac'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

/** The device behind a `User-Agent` in words. What it says is claimed, not proven. */
export function deviceOf(userAgent: string | null | undefined): Device {
  const text = userAgent?.trim() ?? '';
  if (text === '') {
    return { name: 'A device that does not name itself', kind: 'program' };
  }
  const browser = text.startsWith('Mozilla/') ? find(browsers, text) : null;
  const system = find(systems, text);
  if (browser === null) {
    const program = (text.split(/[\s(]/)[0] ?? text).replace(/\/.*$/, '').slice(0, 40) || 'A program';
    return { name: system === null ? program : `${program} on ${system}`, kind: 'program' };
  }
  return { name: system === null ? browser : `${browser} on ${system}`, kind: kindOf(text, system) };
}

function kindOf(text: string, system: string | null): DeviceKind {
  if (system === 'iPad' || (system === 'Android' && !/\bMobile\b/.test(text))) {
    return 'tablet';
  }
  return system === 'iPhone' || system === 'Android' ? 'phone' : 'computer';
}

function find(table: [RegExp, string][], text: string): string | null {
  return table.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
