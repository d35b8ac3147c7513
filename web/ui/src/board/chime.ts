/**
 * Two tones, made by the browser. Browsers let a page sound only after somebody has touched it: `enable` must be called from a click.
 */
let context: AudioContext | null = null;

/** True where it can sound from now on. */
export async function enable(): Promise<boolean> {
  try {
    context ??= new AudioContext();
    await context.resume();
    ring();
    return context.state === 'running';
  } catch {
    return false;  // no sound here: the sentence stands on the screen all the same
  }
}

export function disable(): void {
  void context?.suspend();
}

export function ring(): void {
  if (!context || context.state !== 'running') return;
  tone(context, 880, context.currentTime);
  tone(context, 659.3, context.currentTime + 0.45);
}

/** A struck bell: at once there, gone within a second. */
function tone(on: AudioContext, hertz: number, at: number): void {
  const oscillator = on.createOscillator();
  const loudness = on.createGain();
  oscillator.frequency.value = hertz;
  loudness.gain.setValueAtTime(0.0001, at);
  loudness.gain.exponentialRampToValueAtTime(0.4, at + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.9);
  oscillator.connect(loudness).connect(on.destination);
  oscillator.start(at);
  oscillator.stop(at + 1);
}
