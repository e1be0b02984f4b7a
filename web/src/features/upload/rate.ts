/** How far back the rate looks, in milliseconds: long enough not to jump, short enough to follow a line that changes. */
const windowLength = 8_000;

/** Bytes a second, from how many had been sent at which moments. */
export class Rate {
  private samples: { at: number; bytes: number }[] = [];

  /** @param bytes sent in all so far @param at milliseconds */
  add(bytes: number, at: number): void {
    this.samples.push({ at, bytes });
    while (this.samples.length > 2 && this.samples[1]!.at < at - windowLength) {
      this.samples.shift();
    }
  }

  /** Null until there is anything to reckon from. */
  perSecond(): number | null {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    return first === undefined || last === undefined || last.at - first.at < 500 || last.bytes <= first.bytes
      ? null
      : ((last.bytes - first.bytes) / (last.at - first.at)) * 1000;
  }

  reset(): void {
    this.samples = [];
  }
}
