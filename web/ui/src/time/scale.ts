/** Time ↔ pixel on a drawing `width` pixels wide that shows [from, to] in ms. */
export class TimeScale {
  constructor(readonly from: number, readonly to: number, readonly width: number) {}

  x(moment: number): number {
    return ((this.clamp(moment) - this.from) / Math.max(1, this.to - this.from)) * this.width;
  }

  at(x: number): number {
    if (this.width <= 0) return this.from;
    return this.from + (Math.min(Math.max(x, 0), this.width) / this.width) * (this.to - this.from);
  }

  clamp(moment: number): number {
    return Math.min(Math.max(moment, this.from), this.to);
  }

  /** Where [from, to] begins and how wide it is; never narrower than `least`, so that it can be seen and tapped. */
  span(from: number, to: number, least = 0): {x: number; width: number} {
    const start = this.x(from);
    const width = Math.max(this.x(to) - start, least);
    return {x: Math.max(0, Math.min(start, this.width - width)), width};
  }

  /** Round moments to label, at least `apart` pixels from each other. */
  ticks(apart: number): number[] {
    const length = this.to - this.from;
    if (this.width <= 0 || length <= 0) return [];
    const most = Math.max(1, Math.floor(this.width / apart));
    const step = STEPS_MS.find(candidate => length / candidate <= most) ?? STEPS_MS[STEPS_MS.length - 1]!;
    const found = [];
    for (let moment = Math.ceil(this.from / step) * step; moment <= this.to; moment += step) found.push(moment);
    return found;
  }
}

const STEPS_MS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200].map(seconds => seconds * 1000);
